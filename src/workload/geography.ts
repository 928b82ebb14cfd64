/** Geography on a sphere: good to 0.5 %, which is better than the fixes themselves. */

export interface Coordinates {
  readonly lat: number;
  readonly lon: number;
}

const earthRadiusM = 6_371_008.8;
const radians = Math.PI / 180;

/** Where a great-circle step of so many metres in a direction ends. */
export function stepFrom(from: Coordinates, bearingDeg: number, distanceM: number): Coordinates {
  const angle = distanceM / earthRadiusM;
  const lat = from.lat * radians;
  const bearing = bearingDeg * radians;
  const sinLat =
    Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(bearing);
  const east = Math.sin(bearing) * Math.sin(angle) * Math.cos(lat);
  const lon = from.lon + Math.atan2(east, Math.cos(angle) - Math.sin(lat) * sinLat) / radians;
  return { lat: Math.asin(sinLat) / radians, lon: lon - 360 * Math.floor((lon + 180) / 360) };
}

/** Metres between two places along the great circle (haversine). */
export function distanceM(from: Coordinates, to: Coordinates): number {
  const sinLat = Math.sin(((to.lat - from.lat) * radians) / 2);
  const sinLon = Math.sin(((to.lon - from.lon) * radians) / 2);
  const cosines = Math.cos(from.lat * radians) * Math.cos(to.lat * radians);
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(sinLat ** 2 + cosines * sinLon ** 2)));
}

/** Direction in which one sets out from a place to another: degrees clockwise from north, 0 ≤ bearing < 360. */
export function bearingDeg(from: Coordinates, to: Coordinates): number {
  const [lat, toLat] = [from.lat * radians, to.lat * radians];
  const lon = (to.lon - from.lon) * radians;
  const north = Math.cos(lat) * Math.sin(toLat) - Math.sin(lat) * Math.cos(toLat) * Math.cos(lon);
  return fullCircleDeg(Math.atan2(Math.sin(lon) * Math.cos(toLat), north) / radians);
}

/** The same direction as 0 ≤ degrees < 360. */
export function fullCircleDeg(degrees: number): number {
  const rest = degrees % 360;
  const positive = rest < 0 ? rest + 360 : rest + 0;
  return positive === 360 ? 0 : positive;
}

/** The value with so many decimals; never −0. */
export function roundedTo(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale + 0;
}
