/** The page's style: light and dark, from 375 px up, on paper too. */

/** Colours of the eight lines of a chart, in order; each has a contrast of 3 to 1 at least. */
const light = [
  "#1259c3",
  "#b34700",
  "#17753a",
  "#b3126b",
  "#6b2fc9",
  "#0b7285",
  "#7a6a00",
  "#5c5f66",
];
const dark = [
  "#6ea8fe",
  "#ff9f5a",
  "#5bd383",
  "#ff7ab8",
  "#b79aff",
  "#4fd0e0",
  "#e0c94a",
  "#aab0bb",
];

/** Also of the picture in the README, which stands by itself. */
export const trackStyle = `
.step{fill:none;stroke:var(--s1);stroke-width:1.6;stroke-linecap:round}
.back{fill:none;stroke:var(--bad);stroke-width:1.6;stroke-linecap:round}
.pos{fill:var(--text)}
.now{fill:var(--s2);stroke:var(--card);stroke-width:1.5}
.true{fill:none;stroke:var(--text);stroke-width:1.5;stroke-dasharray:3 2}
.scale{stroke:var(--muted);stroke-width:2}
.scale-text{fill:var(--muted);font-size:11px}
`;

export const lightColors = `--bg:#f6f7f9;--card:#ffffff;--text:#1a1d23;--muted:#595f69;--line:#d5d9e0;--link:#0b57c2;--good:#0f6b35;--bad:#c02626;${palette(light)}`;
export const darkColors = `--bg:#14171c;--card:#1d2128;--text:#e9ecf1;--muted:#a5adba;--line:#3a404b;--link:#8ab8ff;--good:#5bd383;--bad:#ff7b72;${palette(dark)}`;

export const style = `
:root{color-scheme:light dark;${lightColors}}
@media (prefers-color-scheme:dark){:root{${darkColors}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:break-word}
main,header,footer{max-width:1320px;margin:0 auto;padding:0 16px}
header{padding-top:20px}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .4em}
h2{font-size:1.35rem;margin:2.2em 0 .5em;padding-top:.5em;border-top:2px solid var(--line)}
h3{font-size:1.1rem;margin:1.6em 0 .5em}
h3 small,h4 small{font-weight:400;color:var(--muted);font-size:.85em}
h4{font-size:1rem;margin:0 0 .3em}
p,ul{margin:.5em 0}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible,button:focus-visible,input:focus-visible{outline:3px solid var(--link);outline-offset:2px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;list-style:none}
.skip{position:absolute;left:-9999px}.skip:focus{position:static}
.badges{display:flex;flex-wrap:wrap;gap:8px}
.badge{border:1.5px solid var(--muted);border-radius:999px;padding:1px 12px;font-weight:600}
.badge.good{border-color:var(--good);color:var(--good)}
.badge.bad{border-color:var(--bad);color:var(--bad)}
.lead{font-size:1.08rem}
.choice{padding-left:1.2em}.choice li{margin:.35em 0}
small{color:var(--muted)}
code,pre{font-family:ui-monospace,"SF Mono",Consolas,monospace;font-size:.86em}
code.command{display:inline-block;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:2px 8px;overflow-wrap:anywhere}
pre{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:10px;overflow:auto;max-height:32em;margin:.5em 0}
.notes{color:var(--muted);font-size:.93em}
.failures,.failures>li>strong{color:var(--bad)}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px;margin:.6em 0}
details .scroll{max-height:42em}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;width:100%}
caption{text-align:left;padding:8px 10px;color:var(--muted);caption-side:top}
th,td{padding:5px 10px;text-align:right;vertical-align:top;border-top:1px solid var(--line)}
th[scope=row],thead td,thead th:first-child{text-align:left;font-weight:600;min-width:9em}
th[scope=row] small{display:block;font-weight:400}
td small{white-space:nowrap}
.compared td,.compared thead th{min-width:7.2em}
.compared td small{display:block}
.text{text-align:left}
.compared th[scope=row]{position:sticky;left:0;background:var(--card)}
.order{font-weight:700}
.order.kept{color:var(--good)}.order.lost{color:var(--bad)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,400px),1fr));gap:14px;align-items:start}
.card{margin:0;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px;min-width:0}
.card svg.chart,.card svg.story{display:block;width:100%;height:auto;max-width:480px}
.chart text{white-space:pre}
.note{color:var(--muted);font-size:.9em;margin:.3em 0}
.legend{display:flex;flex-wrap:wrap;gap:2px 14px;padding:0;margin:.2em 0;list-style:none;font-size:.85em}
.legend svg{vertical-align:middle}
details{margin:.4em 0}summary{cursor:pointer;color:var(--link)}
.maps{display:grid;gap:10px;grid-template-columns:repeat(2,minmax(0,1fr));max-width:760px}
.maps-1{grid-template-columns:repeat(auto-fill,minmax(200px,1fr))}.maps-1 h3{grid-column:1/-1}
.maps h3{margin:.4em 0 0}
.map{margin:0;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:6px}
.map svg{display:block;width:100%;height:auto}
.map figcaption{font-size:.85em;color:var(--muted)}
.slider{display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center;margin:.6em 0}.slider[hidden]{display:none}
.slider input{flex:1 1 220px;max-width:480px}
button{font:inherit;padding:2px 14px;border-radius:6px;border:1px solid var(--muted);background:var(--card);color:var(--text);cursor:pointer}
${trackStyle}
.story .lane{stroke:var(--line);stroke-width:1.5}
.story text{fill:var(--text);font-size:12px;text-anchor:middle}
.story .lane-name{text-anchor:start;font-weight:600}
.story .lane-note{text-anchor:start}
.story .below,.story .mark-text,.story .lane-note{font-size:10px;fill:var(--muted)}
.story .trouble{font-size:9px;fill:var(--bad)}
.story .link{stroke:var(--muted);stroke-width:1.2;fill:none}
.story .link.ours{stroke:var(--bad);stroke-width:3}
.story .link.outside{stroke-dasharray:4 3}
.story .cross{fill:var(--bad);font-weight:700}
.story .node{fill:var(--card);stroke:var(--muted);stroke-width:1.5}
.story .node.ours{fill:color-mix(in srgb,var(--bad) 22%,var(--card))}
.story .mark{stroke:var(--s5);stroke-width:2;stroke-dasharray:3 3}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(260px,1fr));gap:4px 20px;margin:.5em 0}
dl div{display:flex;gap:8px}dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
footer{color:var(--muted);margin-top:3em;padding-bottom:3em}
@media (min-width:900px){.compared th[scope=row]{min-width:17em}}
@media print{:root{${lightColors}}body{background:#fff;font-size:11px}.slider,nav,.skip{display:none!important}.card,.map,tr{break-inside:avoid}.scroll{overflow:visible;max-height:none}.cards{grid-template-columns:repeat(2,1fr)}h2{break-after:avoid}table{font-size:9px}table small,table .note{font-size:8px}th,td{padding:2px 3px!important}}
`;

function palette(colors: readonly string[]): string {
  return colors.map((color, index) => `--s${index + 1}:${color};`).join("");
}
