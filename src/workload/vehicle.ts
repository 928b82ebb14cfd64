/**
 * Plausible movement of one truck in a city, seeded.
 *
 * A truck drives from junction to junction. Each leg has a length and a cruising speed; at its end the truck goes on, turns off
 * (after slowing down), waits at a light, or stops at a depot. Speed changes by at most 2.5 m/s² and never exceeds 100 km/h, the
 * heading by at most 15° per second, and each position follows from the one before by speed, heading and time. Near the edge of the
 * city the truck turns towards the centre. It knows no streets.
 */
import type { Random } from "../random.ts";
import {
  bearingDeg,
  distanceM,
  fullCircleDeg,
  roundedTo,
  stepFrom,
  type Coordinates,
} from "./geography.ts";

/** What the GPS receiver reports: degrees to 6 decimals (0.1 m), speed and heading to 1. */
export interface VehicleFix extends Coordinates {
  readonly speedKmh: number;
  readonly headingDeg: number;
}

export interface Vehicle {
  /** Drives until this time after the start and takes a fix. Time does not go backwards: an earlier time counts as now. */
  readonly driveTo: (atS: number) => VehicleFix;
}

/** Chicago, a little inland: the lake is in the east. */
const cityCentre = { lat: 41.85, lon: -87.76 };
const startRadiusM = 10_000;
const cityRadiusM = 12_000;
/** Nine tenths of that, a degree taken as 112 km: none is longer. */
const surelyInCityDeg = (0.9 * cityRadiusM) / 112_000;

const longestStepS = 1;
const comfortableMps2 = 1.5;
const hardestBrakingMps2 = 2.5;
const turnDegPerS = 15;
const turnMps = 6;
const fastestMps = 27.5;

interface Leg {
  readonly cruiseMps: number;
  readonly lengthM: number;
  /** Speed at the junction at its end: 0 for a stop. */
  readonly endMps: number;
  readonly stopS: number;
  /** To be turned at its end, degrees clockwise. */
  readonly turnDeg: number;
}

export function startVehicle(random: Random): Vehicle {
  let position: Coordinates = stepFrom(
    cityCentre,
    random() * 360,
    startRadiusM * Math.sqrt(random()),
  );
  // Most streets run along a grid.
  let headingDeg = fullCircleDeg(90 * Math.floor(random() * 4) + (random() - 0.5) * 16);
  let leg = nextLeg(random, position, headingDeg);
  let leftM = leg.lengthM;
  let speedMps = random() < 0.2 ? 0 : random() * leg.cruiseMps;
  let turnLeftDeg = 0;
  let waitLeftS = speedMps === 0 ? random() * 60 : 0;
  let nowS = 0;

  const arrive = (): void => {
    waitLeftS = leg.stopS;
    turnLeftDeg += leg.turnDeg;
    leg = nextLeg(random, position, headingDeg + turnLeftDeg);
    leftM = leg.lengthM;
  };

  const step = (stepS: number): void => {
    if (waitLeftS > 0) {
      waitLeftS -= stepS;
      return;
    }
    const before = speedMps;
    speedMps = nextSpeedMps(before, leg, leftM, stepS);
    const movedM = ((before + speedMps) / 2) * stepS;
    const mostDeg = turnDegPerS * stepS;
    const turnDeg = movedM === 0 ? 0 : Math.max(-mostDeg, Math.min(mostDeg, turnLeftDeg));
    if (movedM > 0) position = stepFrom(position, headingDeg + turnDeg / 2, movedM);
    headingDeg = fullCircleDeg(headingDeg + turnDeg);
    turnLeftDeg -= turnDeg;
    leftM -= movedM;
    if (leg.stopS > 0 ? leftM <= 1 && speedMps === 0 : leftM <= 0) arrive();
  };

  return {
    driveTo: (atS) => {
      const spanS = Math.max(0, atS - nowS);
      const steps = Math.ceil(spanS / longestStepS - 1e-9);
      for (let done = 0; done < steps; done += 1) step(spanS / steps);
      nowS += spanS;
      return {
        lat: roundedTo(position.lat, 6),
        lon: roundedTo(position.lon, 6),
        speedKmh: roundedTo(speedMps * 3.6, 1),
        headingDeg: fullCircleDeg(roundedTo(headingDeg, 1)),
      };
    },
  };
}

/** Towards cruising speed, but never faster than one can brake from before the junction. */
function nextSpeedMps(speedMps: number, leg: Leg, leftM: number, stepS: number): number {
  const brakingMps =
    leftM <= 1
      ? leg.endMps
      : Math.sqrt(
          leg.endMps * leg.endMps + 2 * comfortableMps2 * Math.max(0, leftM - speedMps * stepS),
        );
  // A stop is approached at walking pace until it is reached.
  const allowedMps = leftM > 1 ? Math.max(1, brakingMps) : brakingMps;
  const change = Math.min(leg.cruiseMps, allowedMps) - speedMps;
  const bounded = Math.max(-hardestBrakingMps2 * stepS, Math.min(comfortableMps2 * stepS, change));
  return Math.max(0, speedMps + bounded);
}

function nextLeg(random: Random, from: Coordinates, headingDeg: number): Leg {
  const fast = random() < 0.15;
  const cruiseMps = fast ? 18 + random() * (fastestMps - 18) : 8 + random() * 8;
  const lengthM = fast ? 800 + random() * 2500 : 80 + random() * 700;
  const stopS = stopSeconds(random());
  const turnDeg = turnAtJunctionDeg(random, from, headingDeg);
  const drivenMps = Math.abs(turnDeg) > 30 ? turnMps : cruiseMps;
  return { cruiseMps, lengthM, endMps: stopS > 0 ? 0 : drivenMps, stopS, turnDeg };
}

/** Nearer to the centre than the edge by far, as most places are: it takes no trigonometry to tell. */
function isSurelyInCity({ lat, lon }: Coordinates): boolean {
  // Degrees of longitude are shorter than those of latitude.
  const [northDeg, eastDeg] = [lat - cityCentre.lat, lon - cityCentre.lon];
  return northDeg * northDeg + eastDeg * eastDeg < surelyInCityDeg * surelyInCityDeg;
}

/** One leg in three ends at a red light, one in twenty at a depot. */
function stopSeconds(share: number): number {
  if (share < 0.05) return 60 + share * 3600;
  return share < 0.38 ? 5 + (share - 0.05) * 150 : 0;
}

function turnAtJunctionDeg(random: Random, from: Coordinates, headingDeg: number): number {
  const bendDeg = (random() - 0.5) * 20;
  const share = random();
  if (!isSurelyInCity(from) && distanceM(from, cityCentre) > cityRadiusM) {
    const homeDeg = fullCircleDeg(bearingDeg(from, cityCentre) - headingDeg + 180) - 180;
    if (Math.abs(homeDeg) > 45) return Math.sign(homeDeg) * 90 + bendDeg;
    return bendDeg;
  }
  if (share < 0.2) return -90 + bendDeg;
  return share < 0.4 ? 90 + bendDeg : bendDeg;
}
