import { checked } from "../input/checked.ts";
import { tagKeysField, tagsField } from "../input/fields.ts";
import { resourceArnField, streamFields } from "../input/fields.ts";
import type { Field, Shape } from "../input/input-shape.ts";
import type { Resource } from "../stream/resource.ts";
import type { StreamReference } from "../stream/stream-reference.ts";
import type { Streams } from "../stream/streams.ts";
import type { TagMap } from "../stream/tags.ts";
import { findResource } from "./consumer-reference.ts";
import type { KinesisAction } from "./kinesis-action.ts";

const addShape: Shape = { Tags: { ...tagsField, required: true } as Field, ...streamFields };
type AddTagsInput = StreamReference & { readonly Tags: TagMap };

export const addTagsToStream: KinesisAction = (streams, input, nowMs) => {
  const request = checked<AddTagsInput>(addShape, input);
  streams.countCall("AddTagsToStream", request, nowMs);
  const { tags, title } = streamResource(streams, request, nowMs);
  tags.set(request.Tags, title);
  return {};
};

const removeShape: Shape = { TagKeys: tagKeysField, ...streamFields };
type RemoveTagsInput = StreamReference & { readonly TagKeys: readonly string[] };

export const removeTagsFromStream: KinesisAction = (streams, input, nowMs) => {
  const request = checked<RemoveTagsInput>(removeShape, input);
  streams.countCall("RemoveTagsFromStream", request, nowMs);
  const { tags, title } = streamResource(streams, request, nowMs);
  tags.remove(request.TagKeys, title);
  return {};
};

const listShape: Shape = {
  Limit: { type: "integer", min: 1, max: 50 },
  ExclusiveStartTagKey: { type: "string", min: 1, max: 128 },
  ...streamFields,
};
type ListTagsInput = StreamReference & {
  readonly Limit?: number;
  readonly ExclusiveStartTagKey?: string;
};

export const listTagsForStream: KinesisAction = (streams, input, nowMs) => {
  const request = checked<ListTagsInput>(listShape, input);
  streams.countCall("ListTagsForStream", request, nowMs);
  const { tags } = streamResource(streams, request, nowMs);
  const after = request.ExclusiveStartTagKey ?? "";
  const rest = tags.list().filter(({ Key }) => Key > after);
  const limit = request.Limit ?? 50;
  return { Tags: rest.slice(0, limit), HasMoreTags: rest.length > limit };
};

interface ResourceInput {
  readonly ResourceARN: string;
}

const tagShape: Shape = {
  Tags: { ...tagsField, required: true } as Field,
  ResourceARN: resourceArnField,
};

export const tagResource: KinesisAction = (streams, input, nowMs) => {
  const request = checked<ResourceInput & { readonly Tags: TagMap }>(tagShape, input);
  const { tags, title } = findResource(streams, request.ResourceARN, nowMs);
  tags.set(request.Tags, title);
  return {};
};

const untagShape: Shape = { TagKeys: tagKeysField, ResourceARN: resourceArnField };

export const untagResource: KinesisAction = (streams, input, nowMs) => {
  const request = checked<ResourceInput & { readonly TagKeys: readonly string[] }>(
    untagShape,
    input,
  );
  const { tags, title } = findResource(streams, request.ResourceARN, nowMs);
  tags.remove(request.TagKeys, title);
  return {};
};

export const listTagsForResource: KinesisAction = (streams, input, nowMs) => {
  const request = checked<ResourceInput>({ ResourceARN: resourceArnField }, input);
  return { Tags: findResource(streams, request.ResourceARN, nowMs).tags.list() };
};

function streamResource(streams: Streams, reference: StreamReference, nowMs: number): Resource {
  return streams.find(reference, nowMs).resource;
}
