/** What the page does beyond showing itself, where scripts run: the slider of the map. Written for browsers, as it stands. */
export const script = `
(() => {
  const slider = document.querySelector(".slider");
  if (!slider) return;
  slider.hidden = false;
  const range = slider.querySelector("input"), out = slider.querySelector("output"), play = slider.querySelector("button");
  const maps = [...document.querySelectorAll("svg.track")].map((svg) => ({
    points: JSON.parse(svg.dataset.points),
    parts: [...svg.querySelectorAll("[data-k]")],
    now: svg.querySelector("circle.now"),
    real: svg.querySelector("circle.true"),
  }));
  const place = (circle, [x, y]) => { circle.setAttribute("cx", x); circle.setAttribute("cy", y); };
  const show = () => {
    const k = Number(range.value);
    out.textContent = String(k);
    for (const { points, parts, now, real } of maps) {
      for (const part of parts) part.style.visibility = Number(part.dataset.k) <= k ? "visible" : "hidden";
      const seen = points.slice(0, k);
      place(now, seen[seen.length - 1]);
      place(real, seen.reduce((best, one) => (one[2] > best[2] ? one : best)));
    }
  };
  let timer;
  const stop = () => { clearInterval(timer); timer = undefined; play.textContent = "Play"; };
  play.addEventListener("click", () => {
    if (timer !== undefined) return stop();
    if (range.value === range.max) range.value = "1";
    play.textContent = "Stop";
    show();
    timer = setInterval(() => {
      range.value = String(Number(range.value) + 1);
      show();
      if (range.value === range.max) stop();
    }, 250);
  });
  range.addEventListener("input", () => { stop(); show(); });
})();
`;
