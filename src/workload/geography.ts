/** Geography on a sphere: good to 0.5 %, which is better than the fixes themselves. */
import { asin, atan2, cos, sin } from "../portable-math.ts";

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
  const sinFrom = sin(lat);
  const cosFrom = cos(lat);
  const sinAngle = sin(angle);
  const cosAngle = cos(angle);
  const sinLat = sinFrom * cosAngle + cosFrom * sinAngle * cos(bearing);
  const east = sin(bearing) * sinAngle * cosFrom;
  const lon = from.lon + atan2(east, cosAngle - sinFrom * sinLat) / radians;
  return { lat: asin(sinLat) / radians, lon: lon - 360 * Math.floor((lon + 180) / 360) };
}

/** Metres between two places along the great circle (haversine). */
export function distanceM(from: Coordinates, to: Coordinates): number {
  const sinLat = sin(((to.lat - from.lat) * radians) / 2);
  const sinLon = sin(((to.lon - from.lon) * radians) / 2);
  const cosines = cos(from.lat * radians) * cos(to.lat * radians);
  return (
    2 * earthRadiusM * asin(Math.min(1, Math.sqrt(sinLat * sinLat + cosines * sinLon * sinLon)))
  );
}

/** Direction in which one sets out from a place to another: degrees clockwise from north, 0 ≤ bearing < 360. */
export function bearingDeg(from: Coordinates, to: Coordinates): number {
  const [lat, toLat] = [from.lat * radians, to.lat * radians];
  const lon = (to.lon - from.lon) * radians;
  const north = cos(lat) * sin(toLat) - sin(lat) * cos(toLat) * cos(lon);
  return fullCircleDeg(atan2(sin(lon) * cos(toLat), north) / radians);
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
