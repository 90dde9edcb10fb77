// Types of what crosses the wire and what the views share.  Holds no code: it is never loaded.

/**
 * @template T
 * @typedef {import("../vendor/signals-core/signals-core.mjs").Signal<T>} Signal
 */

/** What a view draws.
 * @typedef {import("../vendor/lit-html/lit-html.js").TemplateResult |
 *   typeof import("../vendor/lit-html/lit-html.js").nothing} Shown
 * @typedef {Shown | string | Shown[] | Shown[][]} Template
 */

/** The messages of docs/protocol.md.
 * @typedef {"ready" | "running" | "paused" | "finished" | "diverged"} Status
 * @typedef {{type: "snapshot", run: string, seq: number, generation: number, status: Status,
 *   epoch: number, position: number, experiment: Experiment, topology: Topology,
 *   points: Points, history: {columns: string[]}, changes?: number[], marks?: Mark[],
 *   can_undo?: boolean, can_redo?: boolean,
 *   parameters: number[], metrics: Metrics, confusion: number[][] | null, viewers: number,
 *   can_control: boolean, pinned?: string | null, server: string, build?: string, reason?: string,
 *   diverged?: Divergence | null}} Snapshot
 * @typedef {{type: "status", status: Status, epoch: number, seq: number, viewers: number,
 *   can_control?: boolean, pinned?: string | null, can_undo?: boolean,
 *   can_redo?: boolean, reason?: string, experiment?: Experiment,
 *   marks?: Mark[]}} StatusMessage
 * @typedef {{type: "diverged"} & Divergence} DivergedMessage
 * @typedef {{type: "done", number: number, seq?: number}} DoneMessage
 * @typedef {{type: "error", number: number, detail: string, code?: string}} ErrorMessage
 * @typedef {DoneMessage | ErrorMessage} AnswerMessage
 * @typedef {{type: "pong"} | {type: "bye", reason: string}} LineMessage
 * @typedef {Snapshot | StatusMessage | DivergedMessage | DoneMessage | ErrorMessage |
 *   LineMessage} ServerMessage
 *
 * @typedef {{type: "start"} | {type: "pause"} | {type: "reset"} |
 *   {type: "undo", generation?: number} | {type: "redo"} |
 *   {type: "step", unit: string, count: number} |
 *   {type: "set", path: string, value: unknown} |
 *   {type: "load", experiment: Experiment, weights?: "kept"} |
 *   {type: "seek", epoch: number} | {type: "fork", epoch: number} | EditCommand} Command
 * @typedef {{type: "set_weight", layer: number, from: number, to: number, value: number} |
 *   {type: "set_bias", layer: number, unit: number, value: number}} EditCommand
 * @typedef {Command & {number: number}} NumberedCommand
 * @typedef {NumberedCommand | {type: "view", neuron: string} | {type: "ack", seq: number} |
 *   {type: "pin", neuron: string | null} | {type: "control", token: string}} ClientMessage
 */

/** All that a page's views are given: what it knows, what may be done, and what the server gives.
 * Put together once, by the page; nothing is added later.
 * @typedef {ReturnType<typeof import("./store/state.js").createState>} State
 * @typedef {ReturnType<typeof import("./store/actions.js").createActions>} Actions
 * @typedef {import("./store/store.js").Store} Store
 * @typedef {ReturnType<typeof import("./share_actions.js").createShareActions>} ShareActions
 * @typedef {Store & {
 *   embedded: boolean,
 *   at: (path: string) => string,
 *   share: () => Promise<ShareActions>,
 *   tables: () => Promise<TableDesk>,
 *   askFeature: (formula: string) => Promise<FeatureAnswer>,
 *   ask: (path: string, body?: object) => Promise<Answer>,
 *   askRun: (what: string, body?: object) => Promise<Asked>,
 *   exportPng: (what: "map" | "network", words: Words) => Promise<Blob>,
 * }} Page
 * @typedef {Page & ShareActions} SharePage
 * @typedef {{detail: string, again: number}} Refusal why a question has no answer, in the words of
 *   the server if it said any, and the milliseconds before which it need not be asked again:
 *   Infinity as long as it is the same question
 * @typedef {{answer: any, refusal: null} | {answer: null, refusal: Refusal}} Answer
 * @typedef {Answer | {answer: null, refusal: null}} Asked of a run: neither, if its network was
 *   changed meanwhile
 * @typedef {{mount: (root: HTMLElement, page: Page) => () => void}} LensModule what draws a lens
 *   into a place; it returns what takes the lens out again
 * @typedef {{name: string, load: () => Promise<LensModule>,
 *   barrier: (page: Page) => string}} Lens one way to look closely at a run; `barrier` says why it
 *   has nothing to say of the run that is there, and nothing if it has
 * @typedef {(number | null)[]} Values
 * @typedef {{label: string, colour: string, dash?: number[], scale: string, epochs: Values,
 *   values: Values, least?: Values, greatest?: Values}} Curve
 * @typedef {{log: boolean, logEpochs: boolean, curves: Curve[]}} ShownCurves what the chart shows
 * @typedef {{url: string, embed: string, picture: string, listing?: string,
 *   epochs?: number | null}} Saved where an experiment is kept, and how long its network was
 *   trained if it was saved with one
 * @typedef {{experiment: object} | {experiment_id: string} |
 *   {run_id: string}} Origin what a run is made of
 * @typedef {{experiment: object} | {run_id: string}} Source what is saved: a document, or a run
 * @typedef {{title: string, caption: string}} Words above a picture
 */

/**
 * @typedef {{type: "seek", epoch: number} |
 *   {type: "set", path: string, value: unknown, reset: boolean}} Mend
 * @typedef {{label: string, commands: Mend[]}} Remedy something to do about a finding
 * @typedef {{code: string, gist: string, text: string, layer?: string, remedies: Remedy[]}} Finding
 * @typedef {{findings: Finding[], layers: {name: string, gradient: number | null, dead: number[],
 *   saturated: number | null}[]}} Diagnosis
 */

/**
 * @typedef {number | number[]} Label a number, or a list: of 0 and 1 for several labels,
 *   of numbers for several targets
 * @typedef {[number, number, Label]} Point x1, x2 and the label
 * @typedef {{units: number, activation: string}} Hidden
 * @typedef {{kind: string, rate: number}} Regularization
 * @typedef {{name: string, learning_rate: number, momentum?: number, rho?: number,
 *   beta_1?: number, beta_2?: number}} OptimizerSettings
 * @typedef {{
 *   version: number, title: string, description: string, problem: string,
 *   data: {source: string, name: string, samples: number, noise: number, train_ratio: number,
 *          seed: number, classes: number, points?: Point[] | null, columns?: string[],
 *          dataset_id?: string | null, target?: string | string[] | null, plane?: string[] | null,
 *          encodings?: Encoding[]},
 *   features: string[],
 *   network: {hidden: Hidden[], output_activation: string, initializer: string,
 *     wide: boolean | string[], deep?: string[] | null, auxiliary?: {weight: number} | null,
 *     parameters?: number[], dtype?: string},
 *   training: {rule?: string, loss: string, optimizer: OptimizerSettings, batch_size: number,
 *              regularization: Regularization, seed: number,
 *              stop: Record<string, number | boolean | null>},
 *   view: {show_test: boolean, discretize: boolean, hide: string[], speed: number | "max",
 *     lock?: string[]},
 * }} Experiment
 *
 * @typedef {{root: string, build: string, watched: string, trained: string, lens: string,
 *   embedded: boolean,
 *   catalog: Catalog, at: (path: string) => string}} Frame what a page is opened with: its root and
 *   what it is made of, the run that it watches, the saved experiment whose trained network it
 *   opens, and whether it stands in another page; `at` makes an address
 * @typedef {{name: string, label: string, formula?: string, derivative?: string,
 *   note?: string}} Choice
 * @typedef {Choice & {range: string}} ActivationChoice
 * @typedef {Choice & {heading: string, controls: string[], lockable: boolean,
 *   free: string}} PagePart a part of the page that a document may hide or lock, and why it cannot
 *   be locked
 * @typedef {Choice & {problems: string[]}} LossChoice
 * @typedef {LossChoice & {needs: Record<string, unknown>}} RuleChoice a rule of learning, and the
 *   values of the document that go with it, by their paths
 * @typedef {{name: string, label: string, symbol: string, usual: number, largest: number}}
 *   OptimizerSetting
 * @typedef {Choice & {settings: OptimizerSetting[]}} OptimizerChoice
 * @typedef {Choice & {axes: string[], values: string}} FeatureChoice its map as bytes in base64,
 *   20 by 20 cells from x2 = +6 down
 * @typedef {Choice & {description: string, problems: string[], classes: boolean, samples: number,
 *   preview: Point[], source?: string, columns?: string[], class_names?: string[],
 *   missing?: string}} DataChoice
 * @typedef {Choice & {description: string, problems: string[], preview: Point[],
 *   columns?: string[], classes?: boolean}} SetChoice a data set, or one's own points or table
 * @typedef {{
 *   version: string, problems: Choice[], datasets: DataChoice[], features: FeatureChoice[],
 *   activations: ActivationChoice[], losses: LossChoice[], rules: RuleChoice[],
 *   optimizers: OptimizerChoice[],
 *   initializers: Choice[],
 *   regularizers: Choice[], output_activations: Record<string, Record<string, string[]>>,
 *   defaults: Record<string, Experiment>, live: string[], parts: PagePart[], id_pattern: string,
 *   class_colours: import("./workers/appearance.js").Colour[],
 *   listing: "open" | "approval" | "none", frame_ancestors: string[],
 *   limits: Record<string, number>,
 * }} Catalog
 *
 * @typedef {{name: string, kind: "number" | "classes" | "unlearnable", missing?: number,
 *   min?: number, max?: number, mean?: number, std?: number, distinct?: number,
 *   classes?: string[], counts?: number[], why?: string}} Column
 * @typedef {{encoding: string, delimiter: string, decimal: string, header: boolean}} ReadAs
 * @typedef {{id: string, name: string, rows: number, columns: Column[], preview: string[][],
 *   read_as?: ReadAs, breaks?: number, builtin?: boolean}} Table
 * @typedef {{line: number | null, column: number | null, name: string | null,
 *   detail: string}} TableFault
 * @typedef {{table?: Table, wrong: string, faults: TableFault[], gone?: boolean}} TableReply
 * @typedef {{upload: (content: Blob, asked: Record<string, string>) => Promise<TableReply>,
 *   read: (id: string) => Promise<TableReply>}} TableDesk
 * @typedef {{column: string, words?: string[], ordered?: boolean, other?: boolean,
 *   missing?: "leave_out" | "typical" | "value"}} Encoding how a column becomes inputs
 * @typedef {{columns: string[], target: string | null, problem: string,
 *   plane: string[] | null, encodings: Encoding[],
 *   others?: string[]}} TableChoice
 *
 * @typedef {{name: string, units: number, activation: string, inputs: number, kernel: number,
 *   bias: number, sources?: string[]}} Layer `sources` where paths part: the neurons that it reads
 * @typedef {{id: string, control_token: string, stream_url: string}} RunGrant a run that this page
 *   may steer, and where its stream is
 * @typedef {Partial<RunGrant & {listing: string, epochs: number | null, detail: string,
 *   seq: number, code: string, gone: boolean}>} Reply
 * @typedef {{answer: Response | null, reply: Reply | null}} Answered what came, if anything
 * @typedef {{name?: string, why?: string}} Judgement
 * @typedef {{get: (text: string) => Judgement | undefined}} Judged
 * @typedef {{name?: string, label?: string, range?: [number, number], shades?: Uint8Array,
 *   why?: string, position?: number,
 *   away?: boolean}} FeatureAnswer
 * @typedef {{inputs: string[], labels?: string[], layers: Layer[], neurons: string[],
 *   channels: number, range: [number, number], parameters: number, line: string | null,
 *   classes: string[],
 *   columns?: AskedColumn[], target?: TargetScale | null, targets?: TargetScale[],
 *   left_out?: number, auxiliary?: Layer}} Topology
 * @typedef {{name: string, words: string[], other: boolean, optional: boolean,
 *   usual: number | string | null}} AskedColumn a column of a table, as a form asks for it
 * @typedef {{name: string, mean: number, deviation: number}} TargetScale output · deviation + mean
 *   is in a target's own units
 * @typedef {{outputs: number[], label?: string, probabilities?: Record<string, number> | null,
 *   value?: number, values?: Record<string, number>}} RowAnswer
 * @typedef {{points: number, targets: Values[], outputs: Values[]}} SetOutputs what a network
 *   should answer for points of a set, and what it answers
 * @typedef {{train: SetOutputs, test: SetOutputs}} PointOutputs
 * @typedef {{train: Point[], test: Point[], own?: boolean}} Points
 * @typedef {Record<string, number | null>} Metrics
 * @typedef {{run: string, seq: number, generation: number, epoch: number, position: number,
 *   status: string,
 *   loss: number | null, test_loss: number | null, metrics: Metrics, confusion: number[][] | null,
 *   view: {neuron: string, resolution: number, thumbnails: number}, t: number,
 *   epochs_per_row: number, history_after: number}} FrameFacts
 * @typedef {{seq: number, epoch: number, position: number, loss: number | null,
 *   testLoss: number | null,
 *   metrics: Metrics, confusion: number[][] | null}} Progress
 * @typedef {{columns: string[], data: (number | null)[][], version: number}} History
 * @typedef {{epoch: number, values: Record<string, any>}} Mark what was changed at an epoch
 * @typedef {{epoch: number, layer: string | null, reason: string, advice: string}} Divergence
 * @typedef {{label: string, press: () => void}} Offer what may be done about a notice
 * @typedef {"refusal" | "away" | ""} Cause the last change was refused, the server is away, others
 * @typedef {{id: number, kind: "info" | "warning" | "error", text: string, offer: Offer | null,
 *   cause: Cause}} Notice
 * @typedef {{notices: Signal<Notice[]>, dismiss: (id: number) => void,
 *   endCause: (cause: Cause) => void,
 *   notice: (kind: Notice["kind"], text: string, offer?: Offer | null,
 *     cause?: Cause) => void}} Notices
 * @typedef {{key: string, value: string, why: string}} Misfit
 * @typedef {{neuron: string, points: number, gradient: {bias: number | null,
 *   weights: (number | null)[]},
 *   histogram: {counts: number[], from: number, to: number}, dead: number,
 *   saturated: number}} LaidOpen a neuron over training points; shares of them at which its slope
 *   is 0, and at which a bounded activation is saturated
 * @typedef {{
 *   onSnapshot: (message: Snapshot) => void, onFrame: (buffer: ArrayBuffer) => void,
 *   onMessage: (message: Exclude<ServerMessage, Snapshot>) => void,
 *   onState: (state: string, said?: string) => void, onLost: () => void,
 *   onRun: (run: RunGrant) => void,
 *   onRefused: (why: string, code?: string) => unknown, origin: () => Origin,
 *   view: () => object,
 * }} Hooks what a stream asks and tells
 * @typedef {{number: number, base: {number: number, experiment: Experiment} | null,
 *   from: number, title?: string}} Beginning the number of a run of this visit, the run before it,
 *   its first epoch here, and the name that the person has given it
 * @typedef {Beginning & {run: {id: string}, generation: number, experiment: Experiment,
 *   epoch: number, testLoss: number | null, curve: {epochs: Values, losses: Values},
 *   overlaid?: boolean}} Attempt
 *
 * @typedef {{neuron: string, x: number, y: number, size: number, bias: number | null}} Tile
 * @typedef {{layer: number, from: number, to: number, x1: number, y1: number, x2: number,
 *   y2: number, neuron: string, low?: number, parameter: number}} Link `low`: where it dips to
 * @typedef {{x: number, y: number, size: number, count: number}} More
 * @typedef {{width: number, height: number, centres: number[], step: number, columns: string[][],
 *   slots: Tile[],
 *   tiles: Tile[], links: Link[], more: More[], isPicture?: boolean}} Layout `isPicture`: its
 *   inputs are seen as one, without their names
 *
 * @typedef {{type: "probed", x1: number, x2: number, line: string | null,
 *   values: number[]}} Probed what the map says at a place
 * @typedef {Drawn | Probed} PainterMessage what a painter says
 * @typedef {{discretize: boolean, showTest: boolean, selectedClass: number | null,
 *   problem: string, ratio: number, mapSize: number, flow: boolean, running: boolean,
 *   focus: string, hoveredLink: number | null}} PaintOptions
 * @typedef {{type: "picture", what: "map" | "network", words: Words,
 *   port: MessagePort}} PictureCommand
 * @typedef {{type: "canvases", map: OffscreenCanvas, network?: OffscreenCanvas} |
 *   {type: "layout", layout: Layout, ratio: number} |
 *   {type: "topology", topology: Topology, parameters: Float32Array, generation: number} |
 *   {type: "points", points: Points} |
 *   {type: "theme", colours: import("./workers/appearance.js").Theme} |
 *   {type: "options", options: Partial<PaintOptions>} | {type: "frame", buffer: ArrayBuffer} |
 *   {type: "probe", at: {x1: number, x2: number} | null} | PictureCommand} PainterCommand what a
 *   painter is told
 *
 * @typedef {{shape: number[], data: Uint8Array}} Bytes
 * @typedef {{shape: number[], data: Float32Array}} Floats
 * @typedef {{facts: FrameFacts, tensors: {boundary: Bytes, neurons?: Bytes, parameters: Floats,
 *   history: Floats, line?: Floats}}} DecodedFrame
 * @typedef {{type: "drawn", seq: number, frame: FrameFacts, parameters: Float32Array,
 *   history: HistoryPart[]}} Drawn
 * @typedef {{after: number, rows: Float32Array}} HistoryPart rows that replace all that came after
 *   an epoch
 */

export {};
