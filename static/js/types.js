// Types of what crosses the wire and what the views share.  Holds no code: it is never loaded.

/**
 * @template T
 * @typedef {import("../vendor/signals-core/signals-core.mjs").Signal<T>} Signal
 */

/**
 * @typedef {[number, number, any]} Point x1, x2 and the label: a number,
 *   or for several labels a list of 0 and 1
 * @typedef {{units: number, activation: string}} Hidden
 * @typedef {{kind: string, rate: number}} Regularization
 * @typedef {{
 *   version: number, title: string, description: string, problem: string,
 *   data: {source: string, name: string, samples: number, noise: number, train_ratio: number,
 *          seed: number, classes: number, points?: Point[] | null, columns?: string[],
 *          dataset_id?: string | null, target?: string | null, plane?: string[] | null},
 *   features: string[],
 *   network: {hidden: Hidden[], output_activation: string, initializer: string, wide: boolean},
 *   training: {loss: string, optimizer: {name: string, learning_rate: number}, batch_size: number,
 *              regularization: Regularization, seed: number, stop: Record<string, any>},
 *   view: {show_test: boolean, discretize: boolean, hide: string[], speed: number | "max"},
 * }} Experiment
 *
 * @typedef {{root: string, build: string, watched: string, embedded: boolean, catalog: Catalog,
 *   at: (path: string) => string}} Frame what a page is opened with: its root and what it is made
 *   of, the run that it watches and whether it stands in another page; `at` makes an address
 * @typedef {{name: string, label: string, formula?: string, derivative?: string,
 *   note?: string}} Choice
 * @typedef {Choice & {problems: string[]}} LossChoice
 * @typedef {Choice & {axes: string[]}} FeatureChoice
 * @typedef {Choice & {description: string, problems: string[], classes: boolean, samples: number,
 *   preview: any[][], source?: string, columns?: string[], class_names?: string[]}} DataChoice
 * @typedef {{
 *   version: string, problems: Choice[], datasets: DataChoice[], features: FeatureChoice[],
 *   activations: Choice[], losses: LossChoice[], optimizers: Choice[], initializers: Choice[],
 *   regularizers: Choice[], output_activations: Record<string, Record<string, string[]>>,
 *   defaults: Record<string, Experiment>, live: string[], listing: "open" | "approval" | "none",
 *   limits: Record<string, number>,
 * }} Catalog
 *
 * @typedef {{name: string, kind: "number" | "classes", min?: number, max?: number, mean?: number,
 *   std?: number, distinct?: number,
 *   classes?: string[], counts?: number[]}} Column
 * @typedef {{encoding: string, delimiter: string, decimal: string, header: boolean}} ReadAs
 * @typedef {{id: string, name: string, rows: number, columns: Column[], preview: string[][],
 *   read_as?: ReadAs, breaks?: number, builtin?: boolean}} Table
 * @typedef {{line: number | null, column: number | null, name: string | null,
 *   detail: string}} TableFault
 * @typedef {{table?: Table, wrong: string, faults: TableFault[], gone?: boolean}} TableReply
 * @typedef {{upload: (content: Blob, asked: Record<string, string>) => Promise<TableReply>,
 *   read: (id: string) => Promise<TableReply>}} TableDesk
 * @typedef {{columns: string[], target: string | null, problem: string,
 *   plane: string[] | null}} TableChoice
 *
 * @typedef {{name: string, units: number, activation: string, inputs: number, kernel: number,
 *   bias: number}} Layer
 * @typedef {{id: string, control_token: string, stream_url: string}} RunGrant a run that this page
 *   may steer, and where its stream is
 * @typedef {{answer: Response | null, reply: any}} Answered what came, if anything, and its JSON
 * @typedef {{name?: string, why?: string}} Judgement
 * @typedef {{get: (text: string) => Judgement | undefined}} Judged
 * @typedef {{name?: string, label?: string, range?: [number, number], shades?: Uint8Array,
 *   why?: string, position?: number,
 *   away?: boolean}} FeatureAnswer
 * @typedef {{inputs: string[], labels?: string[], layers: Layer[], neurons: string[],
 *   channels: number,
 *   range: [number, number], parameters: number, line: string | null, classes: string[]}} Topology
 * @typedef {{train: any[][], test: any[][], own?: boolean}} Points
 * @typedef {Record<string, number | null>} Metrics
 * @typedef {{run: string, seq: number, generation: number, epoch: number, position: number,
 *   status: string,
 *   loss: number | null, test_loss: number | null, metrics: Metrics, confusion: number[][] | null,
 *   view: {neuron: string, resolution: number, thumbnails: number}, t: number}} FrameFacts
 * @typedef {{seq: number, epoch: number, position: number, loss: number | null,
 *   testLoss: number | null,
 *   metrics: Metrics, confusion: number[][] | null}} Progress
 * @typedef {{columns: string[], data: (number | null)[][], version: number}} History
 * @typedef {{epoch: number, layer: string | null, reason: string, advice: string}} Divergence
 * @typedef {{label: string, press: () => void}} Offer what may be done about a notice
 * @typedef {{id: number, kind: "info" | "warning" | "error", text: string,
 *   offer: Offer | null}} Notice
 * @typedef {{notices: Signal<Notice[]>, dismiss: (id: number) => void,
 *   notice: (kind: Notice["kind"], text: string, offer?: Offer | null) => void}} Notices
 * @typedef {{key: string, value: string, why: string}} Misfit
 * @typedef {{neuron: string, points: number, gradient: {bias: number | null,
 *   weights: (number | null)[]},
 *   histogram: {counts: number[], from: number, to: number}}} LaidOpen
 * @typedef {{
 *   onSnapshot: (message: any) => void, onFrame: (buffer: ArrayBuffer) => void,
 *   onMessage: (message: any) => void, onState: (state: string, said?: string) => void,
 *   onLost: () => void, onRefused: (why: string, code?: string) => void, experiment: () => object,
 *   view: () => object,
 * }} Hooks what a stream asks and tells
 * @typedef {{number: number, run: {id: string}, generation: number, experiment: Experiment,
 *   epoch: number,
 *   testLoss: number | null, from: number}} Attempt
 *
 * @typedef {{neuron: string, x: number, y: number, size: number, bias: number | null}} Tile
 * @typedef {{layer: number, from: number, to: number, x1: number, y1: number, x2: number,
 *   y2: number,
 *   parameter: number}} Link
 * @typedef {{x: number, y: number, size: number, count: number}} More
 * @typedef {{width: number, height: number, centres: number[], step: number, columns: string[][],
 *   slots: Tile[],
 *   tiles: Tile[], links: Link[], more: More[]}} Layout
 *
 * @typedef {{type: "drawn", seq: number, frame: FrameFacts, parameters: Float32Array,
 *   history: Float32Array, rows: number}} Drawn
 */

export {};
