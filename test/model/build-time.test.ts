import { test } from "uvu";
import * as assert from "uvu/assert";
import { compareBuildTimes, parseBuildTime } from "../../src/model/build-time.js";

test("one moment has one text, to the nanosecond", () => {
  const rows: readonly (readonly [text: string, time: string | undefined])[] = [
    ["2024-05-06T07:08:09Z", "2024-05-06T07:08:09Z"],
    ["2024-05-06t07:08:09z", "2024-05-06T07:08:09Z"],
    ["2024-05-06T07:08:09.000Z", "2024-05-06T07:08:09Z"],
    ["2024-05-06T07:08:09.120Z", "2024-05-06T07:08:09.12Z"],
    ["2024-05-06T07:08:09.123456789Z", "2024-05-06T07:08:09.123456789Z"],
    ["2024-05-06T07:08:09.1234567891Z", "2024-05-06T07:08:09.123456789Z"],
    ["2024-05-06T07:08:09+02:00", "2024-05-06T05:08:09Z"],
    ["2024-05-06T23:08:09.5-05:30", "2024-05-07T04:38:09.5Z"],
    ["2024-01-01T00:00:00+00:01", "2023-12-31T23:59:00Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
    // Written by builds without a clock.
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"],
    ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"],
    ["0000-01-01T00:00:00+01:00", undefined],
    ["9999-12-31T23:59:59-01:00", undefined],
    ["2023-02-29T00:00:00Z", undefined],
    ["2024-02-30T00:00:00Z", undefined],
    ["2024-13-01T00:00:00Z", undefined],
    ["2024-05-06T24:00:00Z", undefined],
    ["2024-05-06T07:60:00Z", undefined],
    ["2024-05-06T07:08:09+24:00", undefined],
    ["2024-05-06T07:08:09+02:60", undefined],
    ["2024-05-06T07:08:09", undefined],
    ["2024-05-06T07:08Z", undefined],
    ["2024-05-06 07:08:09Z", undefined],
    ["2024-05-06", undefined],
    ["2024-05-06T07:08:09.Z", undefined],
    ["2024-05-06T07:08:09Z\n", undefined],
    ["Mon, 06 May 2024 07:08:09 GMT", undefined],
    ["1714979289", undefined],
    ["", undefined],
  ];
  for (const [text, time] of rows) {
    assert.is(parseBuildTime(text), time, text);
    if (time !== undefined) assert.is(parseBuildTime(time), time, `${time} again`);
  }
});

test("times are compared as moments", () => {
  const sorted = [
    "0001-01-01T00:00:00Z",
    "2024-05-06T07:08:08.999999999Z",
    "2024-05-06T07:08:09Z",
    "2024-05-06T07:08:09.000000001Z",
    "2024-05-06T07:08:09.1Z",
    "2024-05-06T07:08:09.12Z",
    "2024-05-06T07:08:10Z",
    "2024-05-06T06:08:11-01:00",
  ].map((text) => parseBuildTime(text));
  for (const [i, a] of sorted.entries()) {
    for (const [j, b] of sorted.entries()) {
      if (a === undefined || b === undefined) throw new Error("all are times");
      assert.is(Math.sign(compareBuildTimes(a, b)), Math.sign(i - j), `${a} and ${b}`);
    }
  }
});

test.run();
