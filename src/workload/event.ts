/** One GPS fix of one truck: what a producer sends and a consumer must see in order. */
export interface GpsEvent {
  /** The ordering key. */
  readonly truckId: string;
  /** 0, 1, 2 … per truck, without gaps: the producer's intent. */
  readonly seq: number;
  /** 0, 1, 2 … over the whole fleet, in due order (closed loop: in the order the events were made). */
  readonly index: number;
  /** When the position was taken: milliseconds since 1970-01-01 UTC. */
  readonly eventTimeMs: number;
  /** Degrees, WGS 84. */
  readonly lat: number;
  readonly lon: number;
  readonly speedKmh: number;
  /** Degrees clockwise from north, 0 ≤ heading < 360. */
  readonly headingDeg: number;
}

/** An event with its intended send time. */
export interface PlannedEvent extends GpsEvent {
  /** Milliseconds after the start of the run at which this event should be sent. */
  readonly dueMs: number;
}

/** What a run has to send. Pure: the same workload and seed give the same plan. */
export interface Plan {
  /** Every truck, in a fixed order. */
  readonly trucks: readonly string[];
  /** Exact size of every payload in bytes. */
  readonly payloadBytes: number;
  /** Length of the sending phase in milliseconds. */
  readonly durationMs: number;
  /** Open loop: due times are fixed beforehand. Closed loop: a truck's next event is due when one of its slots is free. */
  readonly arrival: "open" | "closed";
  /** Open loop only: all events in due order (ties: truck order), `index` = position in this array. Empty in a closed loop. */
  readonly events: readonly PlannedEvent[];
  /** Closed loop only: an endless source of one truck's events, `index` counted over all trucks in the order of the calls. */
  readonly nextOf: (truckId: string, dueMs: number) => PlannedEvent;
  /** When the event at this index of the fleet's order was due; undefined for an event that is not of this plan. */
  readonly dueMs: (index: number) => number | undefined;
}
