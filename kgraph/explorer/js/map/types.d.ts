// Types of the map: what is seen, what is painted, and what we use of vis-network.

import type { ColourBy, Community, GraphNode } from "../graph/types.d.ts";

export interface Point {
  x: number;
  y: number;
}

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The part of the map that is seen: x * scale + left is a position on the screen in pixels. */
export interface Viewport {
  /** Pixels of the canvas for each pixel of the page. */
  ratio: number;
  width: number;
  height: number;
  scale: number;
  left: number;
  top: number;
}

/** The colours and fonts of the style sheet. */
export interface Theme {
  colour: ColourBy;
  dark: boolean;
  /** How much larger than usual the reader has texts. */
  textScale: number;
  sans: string;
  serif: string;
  ground: string;
  ink: string;
  muted: string;
  edge: string;
  disc: string;
  accent: string;
  /** The colour of papers. */
  paper: string;
}

/** Nodes that are painted with the same fill and rim. */
export interface Batch {
  fill: string;
  rim: number;
  nodes: GraphNode[];
}

export type Line = [GraphNode, GraphNode];

/** How much a name is needed: OPTIONAL, WANTED or REQUIRED. */
export type Need = 0 | 1 | 2;

/** A text where it could be painted: its centre, its top and the box it needs, in pixels. */
export interface Label extends Box {
  text: string;
  font: string;
  colour: string;
  x: number;
  y: number;
  /** Which of the positions around its node or community this is. */
  side: number;
  need?: Need;
  node?: GraphNode;
  community?: Community;
  /** The names in the caption of a community. */
  names?: string[];
}

/** What the pointer can be on. */
export interface Target {
  node?: GraphNode;
  community?: Community;
  /** Whether the caption of the community is on the map. */
  isCaptioned?: boolean;
  line?: Line;
}

/** All that the map paints; it changes in place. */
export interface MapState {
  shown: GraphNode[];
  lines: Line[];
  /** The lines of weak links, and the others. */
  weakLines: Line[];
  strongLines: Line[];
  discs: Community[];
  /** The shown nodes in the order in which they get names. */
  order: GraphNode[];
  /** Lines from papers to the entities that only they mention. */
  spokes: Line[];
  batches: Batch[];
  focus: Set<GraphNode>;
  focusLines: Line[];
  focusBatches: Batch[];
  selected: GraphNode[];
  hovered: Target | null;
  /** The names that were painted last. */
  labels: Label[];
  /** At which side each name was painted last. */
  sides: Map<GraphNode | Community, number>;
  /** What lies over the map: names stay clear of it. */
  reserved: Box[];
  /** The height of the controls at the foot of the map, in pixels. */
  foot: number;
  theme: Theme;
  /** Widths of texts by font and text. */
  widths: Map<string, number>;
  extent: Box;
}

/** What a reader does on the map. */
export interface MapEvents {
  select(node: GraphNode, isSecond: boolean): void;
  community(community: Community): void;
  /** A line was chosen. */
  two(a: GraphNode, b: GraphNode): void;
  clear(): void;
  /** The pointer is on something, at a position in pixels, or on nothing. */
  hover(target: Target | null, at?: Point): void;
}

/** What the map uses of a canvas context; `SvgContext` has the same. */
export interface Painter {
  fillStyle: CanvasRenderingContext2D["fillStyle"];
  strokeStyle: CanvasRenderingContext2D["strokeStyle"];
  lineWidth: number;
  globalAlpha: number;
  font: string;
  lineJoin: CanvasLineJoin;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  save(): void;
  restore(): void;
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  fill(): void;
  stroke(): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  strokeText(text: string, x: number, y: number): void;
  measureText(text: string): TextMetrics;
}

export type Animation = false | { duration: number; easingFunction: string };

/** A click as vis-network reports it. */
export interface VisClick {
  pointer: { DOM: Point };
  event: { tapCount: number; srcEvent: MouseEvent };
}

/** What we use of vis-network: it keeps the view and draws at the right time. */
export interface VisNetwork {
  body: { container: HTMLElement; emitter: { emit(event: string): void } };
  getScale(): number;
  getViewPosition(): Point;
  moveTo(options: { position?: Point; scale?: number; animation?: Animation }): void;
  setSize(width: string, height: string): void;
  on(event: "beforeDrawing" | "afterDrawing", act: (ctx: CanvasRenderingContext2D) => void): void;
  on(event: "click", act: (click: VisClick) => void): void;
  on(event: "zoom", act: (zoom: { scale: number }) => void): void;
  on(event: "dragStart" | "dragEnd" | "animationFinished", act: () => void): void;
}

declare global {
  /** The script of vis-network runs before ours. */
  const vis: {
    Network: new (container: HTMLElement, data: object, options: object) => VisNetwork;
  };
}
