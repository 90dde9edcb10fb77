// Types of what crosses the wire of a run on pictures (docs/images.md), and of what its views
// share.  Holds no code: it is never loaded.

/** @typedef {import("./types.js").Values} Values */
/** @typedef {import("./types.js").Status} Status */
/** @typedef {{filters: number, kernel: number, pool: number}} Block a convolution and its pooling
 * @typedef {{kind?: "images", version?: number, title?: string, description?: string,
 *   data: {name: string, validation?: number | null, count?: number | null,
 *     classes?: number[] | null},
 *   network: {convolution: Block[], hidden: import("./types.js").Hidden[], dropout: number,
 *     batch_normalization: boolean, initializer?: string,
 *     transfer?: {run: string, layers: number, frozen: boolean} | null},
 *   training: {loss: string, optimizer: import("./types.js").OptimizerSettings,
 *     batch_size: number, seed?: number, patience: number | null},
 *   budget: {epochs: number}, view?: {speed: number | "max"}}} ImagesDocument
 * @typedef {{name: string, label: string, here: boolean, missing: string | null, shape: number[],
 *   train: number, test: number, validation: number, classes: string[]}} ImageData
 *
 * @typedef {{name: string, channels: number, height: number, width: number}} MapsLayer
 * @typedef {{data: string, shape: number[], classes: string[], train: number, validation: number,
 *   test: number, batches: number, steps: number, parameters: number,
 *   first_layer: {units: number, height: number, width: number},
 *   layers: {name: string, units: number}[], maps: MapsLayer[]}} ImagesTopology
 * @typedef {{accuracy: number | null, val_accuracy: number | null, running_loss: number | null,
 *   running_accuracy: number | null, best_epoch: number | null}} ImagesMetrics
 * @typedef {{type: "snapshot", run: string, seq: number, generation: number, epoch: number,
 *   position: number, status: Status, viewers: number, can_control: boolean, reason?: string,
 *   experiment: ImagesDocument, history: {columns: string[]}, topology: ImagesTopology,
 *   metrics?: Partial<ImagesMetrics> & {loss?: number | null, test_loss?: number | null},
 *   confusion?: number[][] | null}} ImagesSnapshot
 * @typedef {{seq: number, generation: number, epoch: number, position: number, status: Status,
 *   history_after: number, loss: number | null, test_loss: number | null,
 *   metrics: ImagesMetrics, confusion: number[][] | null}} ImagesFacts
 * @typedef {{facts: ImagesFacts, tensors: {history: import("./types.js").Floats}}} ImagesFrame
 * @typedef {{seq: number, epoch: number, position: number, loss: number | null,
 *   testLoss: number | null, metrics: Partial<ImagesMetrics>}} ImagesProgress
 *
 * @typedef {{id: number, label: number, said: number, probabilities?: number[],
 *   activation?: number}} Told a picture, its class and what the network says of it
 * @typedef {{epoch: number, total?: number, pictures: Told[]}} ToldPictures
 * @typedef {{epoch: number, stored: number[], epochs: number[], pictures: {id: number,
 *   label: number, said: number[], probabilities: number[][]}[]}} PastPictures
 * @typedef {{epoch: number, layer: string, units: number, first: number, height: number,
 *   width: number, scales: number[], norms: number[], biases: number[],
 *   pictures: string}} FirstWeights
 * @typedef {{epoch: number, method: "pca" | "tsne", ids: number[], labels: number[],
 *   said: number[], points: number[][], shares: number[], divergence: number | null}} Cloud
 * @typedef {MapsLayer & {largest: number, maps: string}} LayerMaps
 * @typedef {{epoch: number, label?: number | null, probabilities: number[],
 *   top: [number, number][],
 *   seen: string, layers: LayerMaps[]}} AskedPicture
 * @typedef {{id: number} | {pixels: Uint8Array}} Asking a picture of the data, or a drawn one
 */

export {};
