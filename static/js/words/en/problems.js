// What is said when another problem leaves behind what a person brought.

export const LEFT_BEHIND = {
  table: "Your own table was chosen for another problem; Back in the browser brings it back.",
  points: "Your own points have labels of another problem; Back in the browser brings them back.",
  rule: "This problem is learned by gradients: the perceptron's rule is for classes.",
};
