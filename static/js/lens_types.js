// Types of what the server answers to some lenses (docs/protocol.md).  Holds no code: it is never
// loaded.

/**
 * @typedef {{samples: number, right: number[], weights: number[][],
 *   on_map: number[][] | null}} LogisticTold
 * @typedef {{layer: string, units: number, axes: "units" | "components", share: number | null,
 *   across: number[][][], up: number[][][], points: number[][], of: number,
 *   scores: {weights: number[], bias: number}[]}} SpaceTold where a hidden layer places the plane
 * @typedef {{epochs: number[], places: number[][], losses: number[],
 *   distances: number[]}} LandscapePath
 * @typedef {{weights: [number, number] | null, share: number | null, x: number[], y: number[],
 *   losses: (number | null)[][], place: number[], loss: number,
 *   path: LandscapePath, beside: LandscapePath | null,
 *   plane: {middle: number[], directions: number[][], origin: number[]} | null}} LandscapeTold
 * @typedef {{loss: number | null, test_loss: number | null, resolution: number,
 *   range: [number, number], values: (number | null)[][][]}} WhatIfTold
 */

/**
 * @typedef {{row: number, point: number[], x: number[], targets: number[], scores: number[],
 *   is_mistake: boolean[], before: number[][], after: number[][]}} RuleLook an example as the
 *   perceptron's rule meets it; weights have the bias at their end
 * @typedef {{radius: number, margin: number, bound: number, weights: number[]}} Separator
 * @typedef {{epoch: number, position: number, samples: number, learning_rate: number,
 *   mistakes: number, updates: number, bound: number | null, cycle: number | null,
 *   last: RuleLook | null, next: RuleLook, pocket: {right: number, weights: number[][]},
 *   is_separable: boolean | null, separators: (Separator | null)[],
 *   on_map: {weights: number[][], pocket: number[][]} | null}} PerceptronTold
 * @typedef {{mistakes: number[], converged: boolean[], epochs: number, bound: number | null,
 *   separators: (Separator | null)[]}} OrdersTold
 */

/**
 * @typedef {{inputs: string[], weights: number[], bias: number}} StraightLine what one linear
 *   neuron has learned, in units
 * @typedef {{of: string, output: number, points: number, rmse: number, mae: number, loss: number,
 *   rows: number[], places: number[][], targets: number[], outputs: number[], residuals: number[],
 *   loss_shares: number[], gradient_shares: number[],
 *   line: StraightLine | null}} ResidualsTold
 */

export {};
