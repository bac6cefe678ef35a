import { markup, type Markup } from "./markup.js";

/** A package in the picture, with the indexes of the pipelines that use it. */
export interface PictureImage {
  readonly name: string;
  readonly tag: string;
  /** The name of its package pipeline, if it has one. */
  readonly packagePipeline?: string | undefined;
  readonly pipelines: readonly number[];
}

/** A column of the picture: the horizontal position of its nodes, and the vertical ones by index, in pixels. */
interface Column {
  readonly x: number;
  readonly y: ReadonlyMap<number, number>;
}

/** A line of the picture: the indexes of its package and pipeline, and the columns. */
interface Edge {
  readonly index: number;
  readonly pipeline: number;
  readonly left: Column;
  readonly middle: Column;
  readonly right: Column;
}

/** Packages and pipelines that are connected with each other, and with no others; the order is that of the picture. */
interface Cluster {
  readonly images: number[];
  readonly pipelines: number[];
}

// In pixels. The font has a fixed width, so a text of N characters has a known length.
const ROW = 22;
const GAP = 18;
const CHAR = 7.25;
const MARGIN = 14;
const SPACE = 220;
const PACKAGE_SPACE = 60;
const NAME_LENGTH = 48;
const TAG_LENGTH = 16;
const COLORS = 6;
const PASSES = 4;

/**
 * Returns an SVG picture of which pipelines use which packages: packages on the left, pipelines on the right, and package
 * pipelines between them. Connected ones are drawn close together, so that a line is never longer than its group, even with
 * hundreds of pipelines.
 */
export function drawPicture(images: readonly PictureImage[], pipelines: readonly string[]): Markup {
  const imagesAt = new Map<number, number>();
  const pipelinesAt = new Map<number, number>();
  let top = ROW;
  for (const cluster of clustersOf(images)) {
    untangle(cluster, images);
    const rows = Math.max(cluster.images.length, cluster.pipelines.length);
    place(cluster.images, top, rows, imagesAt);
    place(cluster.pipelines, top, rows, pipelinesAt);
    top += rows * ROW + GAP;
  }
  const labels = images.map(labelOf);
  const left: Column = { x: widthOf(labels.map(({ name, tag }) => `${name} ${tag}`)), y: imagesAt };
  const names = pipelines.map((name) => shorten(name, NAME_LENGTH));
  const between = images.flatMap(({ packagePipeline: name }) =>
    name === undefined ? [] : shorten(name, NAME_LENGTH),
  );
  const middle: Column = { x: left.x + PACKAGE_SPACE, y: imagesAt };
  const linesFrom = between.length === 0 ? left.x : middle.x + widthOf(between) - MARGIN;
  const right: Column = { x: linesFrom + SPACE, y: pipelinesAt };
  const width = right.x + widthOf(names);
  const edges = images.flatMap((image, index) =>
    image.pipelines.map((pipeline) => drawEdge(image, { index, pipeline, left, middle, right })),
  );
  const nodes = [
    ...Array.from(imagesAt.keys(), (index) => drawImage(images[index], index, left)),
    ...Array.from(imagesAt.keys(), (index) => drawPackagePipeline(images[index], index, middle)),
    ...Array.from(pipelinesAt.keys(), (index) => drawPipeline(pipelines[index] ?? "", index, right)),
  ];
  return markup`<svg
    class="picture"
    width="${width}"
    height="${top}"
    viewBox="0 0 ${width} ${top}"
    role="group"
    aria-label="Packages on the left, ${between.length === 0 ? "" : "their package pipelines in the middle, "}the pipelines that use them on the right"
  >
    <g class="edges" aria-hidden="true">${edges}</g>
    ${nodes}
  </svg>`;
}

/** Returns the width of a column of labels with its margin. */
function widthOf(labels: readonly string[]): number {
  const longest = labels.reduce((length, label) => Math.max(length, label.length), 0);
  return Math.ceil(longest * CHAR) + MARGIN * 2;
}

/** Returns the groups of connected packages and pipelines, in the order of their first package. */
function clustersOf(images: readonly PictureImage[]): readonly Cluster[] {
  const users = new Map<number, number[]>();
  for (const [index, { pipelines }] of images.entries()) {
    for (const pipeline of pipelines) users.set(pipeline, [...(users.get(pipeline) ?? []), index]);
  }
  const seen = new Set<number>();
  const clusters: Cluster[] = [];
  for (const [first, { pipelines }] of images.entries()) {
    if (seen.has(first) || pipelines.length === 0) continue;
    const connected = new Set<number>();
    // A set that grows while it is iterated visits everything that can be reached.
    const group = new Set([first]);
    for (const index of group) {
      seen.add(index);
      for (const pipeline of images[index]?.pipelines ?? []) {
        connected.add(pipeline);
        for (const user of users.get(pipeline) ?? []) group.add(user);
      }
    }
    const ascending = (a: number, b: number) => a - b;
    clusters.push({
      images: Array.from(group).sort(ascending),
      pipelines: Array.from(connected).sort(ascending),
    });
  }
  return clusters;
}

/** Sorts both columns by the mean position of their neighbours, several times, so that few lines cross. */
function untangle({ images, pipelines }: Cluster, all: readonly PictureImage[]): void {
  const users = new Map<number, number[]>(pipelines.map((pipeline) => [pipeline, []]));
  for (const image of images) {
    for (const pipeline of all[image]?.pipelines ?? []) users.get(pipeline)?.push(image);
  }
  for (let pass = 0; pass < PASSES; pass += 1) {
    sortByMean(pipelines, images, (pipeline) => users.get(pipeline) ?? []);
    sortByMean(images, pipelines, (image) => all[image]?.pipelines ?? []);
  }
}

function sortByMean(
  column: number[],
  other: readonly number[],
  near: (node: number) => readonly number[],
): void {
  const positions = new Map(other.map((node, position) => [node, position]));
  const means = new Map(
    column.map((node) => {
      const neighbours = near(node);
      const sum = neighbours.reduce((total, neighbour) => total + (positions.get(neighbour) ?? 0), 0);
      return [node, sum / Math.max(1, neighbours.length)];
    }),
  );
  column.sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0) || a - b);
}

/** Centres the nodes of a column in the rows of their group. */
function place(nodes: readonly number[], top: number, rows: number, column: Map<number, number>): void {
  const start = top + ((rows - nodes.length) * ROW) / 2;
  for (const [position, node] of nodes.entries()) column.set(node, start + position * ROW);
}

/** Draws the line from a package to a pipeline; if the package has a pipeline of its own, the line leaves out its label. */
function drawEdge(image: PictureImage, { index, pipeline, left, middle, right }: Edge): Markup {
  const name = image.packagePipeline && shorten(image.packagePipeline, NAME_LENGTH);
  const from = left.y.get(index) ?? 0;
  const to = right.y.get(pipeline) ?? 0;
  const start = name === undefined ? left.x + 6 : middle.x + widthOf([name]) - MARGIN + 6;
  const bend = (start + right.x) / 2;
  const first = name === undefined ? "" : `M${left.x + 6} ${from}H${middle.x - 6}`;
  const path = `${first}M${start} ${from}C${bend} ${from} ${bend} ${to} ${right.x - 6} ${to}`;
  return markup`<path class="c${index % COLORS}" d="${path}" data-image="${index}" data-pipeline="${pipeline}" />`;
}

function drawImage(image: PictureImage | undefined, index: number, { x, y }: Column): Markup {
  if (image === undefined) return markup``;
  const { name, tag } = labelOf(image);
  const at = y.get(index) ?? 0;
  return markup`<a class="node c${index % COLORS}" href="#package-${index}" data-image="${index}">
    <title>${image.name} ${image.tag}</title>
    <circle cx="${x}" cy="${at}" r="4" />
    <text x="${x - MARGIN}" y="${at + 4}" text-anchor="end">${name}<tspan class="tag" dx="7">${tag}</tspan></text>
  </a>`;
}

function drawPackagePipeline(
  image: PictureImage | undefined,
  index: number,
  { x, y }: Column,
): Markup | undefined {
  const name = image?.packagePipeline;
  if (name === undefined) return undefined;
  return markup`<a class="node c${index % COLORS}" href="#package-${index}" data-image="${index}">
    ${squareOf(name, x, y.get(index) ?? 0)}
  </a>`;
}

function drawPipeline(name: string, index: number, { x, y }: Column): Markup {
  return markup`<a class="node" href="#pipeline-${index}" data-pipeline="${index}">
    ${squareOf(name, x, y.get(index) ?? 0)}
  </a>`;
}

/** Draws the mark of a pipeline: a square with the name on its right. */
function squareOf(name: string, x: number, y: number): Markup {
  return markup`<title>${name}</title>
    <rect x="${x - 4}" y="${y - 4}" width="8" height="8" rx="2" />
    <text x="${x + MARGIN}" y="${y + 4}">${shorten(name, NAME_LENGTH)}</text>`;
}

function labelOf({ name, tag }: PictureImage): { readonly name: string; readonly tag: string } {
  const shown = shorten(tag, TAG_LENGTH);
  return { name: shorten(name, NAME_LENGTH - shown.length - 1), tag: shown };
}

/** Shortens a text in its middle: the end of a name is more useful than its middle. */
function shorten(text: string, length: number): string {
  const chars = Array.from(text);
  if (chars.length <= length) return text;
  const end = Math.floor((length - 1) / 2);
  return `${chars.slice(0, length - 1 - end).join("")}…${chars.slice(-end).join("")}`;
}
