/**
 * One synthetic truck: it drives through a city, keeps to a cruising speed, brakes for stops, waits, and goes on, now and then
 * turning. Speed changes by at most `maxAccelerationMs2`, and each position follows from the last by speed, heading and time.
 */
import { type Random, seededRandom } from "../random.ts";

/** Metres per second squared: brisk for a truck, comfortable for its load. */
const maxAccelerationMs2 = 1.5;
const cruiseMinMs = 8;
const cruiseMaxMs = 25;
const meanDriveS = 45;
const meanStopS = 20;
/** Longest step of the movement in seconds: a longer gap is driven in several. */
const stepS = 1;
const metresPerDegree = 111_320;
/** Downtown Chicago; trucks start within about 15 km of it. */
const centre = { lat: 41.8781, lon: -87.6298 };
const spreadDegrees = 0.13;

export interface TruckPosition {
  readonly lat: number;
  readonly lon: number;
  readonly speedKmh: number;
  readonly headingDeg: number;
}

/** A truck that is asked where it is at ever later times. */
export interface Truck {
  /** Milliseconds, not before those of the last call. */
  readonly at: (timeMs: number) => TruckPosition;
}

export function startTruck(truckId: string, seed: number): Truck {
  const random = seededRandom(seed, `truck ${truckId}`);
  let lat = centre.lat + (random() - 0.5) * 2 * spreadDegrees;
  let lon = centre.lon + (random() - 0.5) * 2 * spreadDegrees;
  let headingDeg = random() * 360;
  let speedMs = random() < 0.8 ? cruiseSpeed(random) : 0;
  let wantedMs = speedMs;
  let phaseEndsS = exponential(random, meanDriveS);
  let nowS = 0;

  const nextPhase = (): void => {
    const stops = wantedMs > 0;
    wantedMs = stops ? 0 : cruiseSpeed(random);
    phaseEndsS = nowS + exponential(random, stops ? meanStopS : meanDriveS);
    // Corners are turned when setting off; along the road the heading only wanders.
    if (!stops) headingDeg = wrap(headingDeg + [0, 90, -90, 0][Math.floor(random() * 4)]!);
  };

  const step = (seconds: number): void => {
    nowS += seconds;
    if (nowS > phaseEndsS) nextPhase();
    const change = Math.max(-1, Math.min(1, (wantedMs - speedMs) / (maxAccelerationMs2 * seconds)));
    speedMs = Math.max(0, speedMs + change * maxAccelerationMs2 * seconds);
    if (speedMs > 0) headingDeg = wrap(headingDeg + (random() - 0.5) * 4 * seconds);
    const radians = (headingDeg * Math.PI) / 180;
    const metres = speedMs * seconds;
    lat += (metres * Math.cos(radians)) / metresPerDegree;
    lon += (metres * Math.sin(radians)) / (metresPerDegree * Math.cos((lat * Math.PI) / 180));
  };

  return {
    at: (timeMs) => {
      let leftS = timeMs / 1000 - nowS;
      while (leftS > 0) {
        step(Math.min(stepS, leftS));
        leftS = timeMs / 1000 - nowS > 1e-9 ? timeMs / 1000 - nowS : 0;
      }
      return {
        lat: fixed(lat, 6),
        lon: fixed(lon, 6),
        speedKmh: fixed(speedMs * 3.6, 1),
        headingDeg: fixed(headingDeg, 1) % 360,
      };
    },
  };
}

function cruiseSpeed(random: Random): number {
  return cruiseMinMs + random() * (cruiseMaxMs - cruiseMinMs);
}

function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}

function wrap(degrees: number): number {
  return ((degrees % 360) + 360) % 360;
}

function fixed(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
