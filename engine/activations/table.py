"""The activations, each with what a page and other languages say of it."""

import numpy as np

from engine.activations import functions as f
from engine.activations import onnx_parts as parts
from engine.activations.activation import ALPHA, LEAK
from engine.activations.activation import Activation as Activation
from engine.activations.functions import SELU_ALPHA, SELU_SCALE
from engine.activations.onnx_parts import parted
from engine.exportable import FunctionCode as Code
from engine.exportable import one_node

FLAT = "The derivative is 0 wherever it exists: gradient descent learns nothing through it."
SIGMOID = "np.exp(-np.logaddexp(0, -z))"
SOFTPLUS = "np.logaddexp(0, z)"
PHI = "0.5 * (1 + np.vectorize(math.erf)(z / 2**0.5)).astype(z.dtype)"
DENSITY = "np.exp(-0.5 * z * z) / (2 * np.pi) ** 0.5"
T = f"np.tanh({SOFTPLUS})"
STEP = """
def step(z):
    \"\"\"Return 1 where z is 0 or more, 0 elsewhere.\"\"\"
    return keras.ops.cast(z >= 0, z.dtype)

"""
TORCH_STEP = """
class Step(nn.Module):
    \"\"\"1 where z is 0 or more, 0 elsewhere.\"\"\"

    def forward(self, z):
        return (torch.sign(torch.sign(z) + 0.5) + 1) / 2  # PyTorch knows its derivative: 0

"""
TORCH_SIGN = """
class Sign(nn.Module):
    \"\"\"-1, 0 or 1 as z is negative, 0 or positive.\"\"\"

    def forward(self, z):
        return torch.sign(z)

"""
TORCH_EXPONENTIAL = """
class Exponential(nn.Module):
    \"\"\"e^z.\"\"\"

    def forward(self, z):
        return torch.exp(z)

"""

linear = Activation(
    "linear", f.linear, f.one, "Linear", "z", "1",
    numpy=Code("z", "np.ones_like(a)"),
    onnx=one_node("Identity"),
    range="(−∞, ∞)",
    torch="nn.Identity()",
)  # fmt: skip
step = Activation(
    "step", f.step, f.zero, "Step", "1 if z ≥ 0, else 0", "0", FLAT,
    numpy=Code("np.heaviside(z, 1)", "np.zeros_like(a)"),
    onnx=lambda w, _, x, out: w.cast(w.node("GreaterOrEqual", [x, w.constant(0)]), out),
    keras="step", keras_definition=STEP,
    range="{0, 1}",
    torch="Step()", torch_definition=TORCH_STEP,
)  # fmt: skip
sign = Activation(
    "sign", f.sign, f.zero, "Sign", "−1 if z < 0, 1 if z > 0, else 0", "0",
    FLAT,
    numpy=Code("np.sign(z)", "np.zeros_like(a)"),
    onnx=one_node("Sign"),
    keras="keras.ops.sign",
    range="{−1, 0, 1}",
    torch="Sign()", torch_definition=TORCH_SIGN,
)  # fmt: skip
sigmoid = Activation(
    "sigmoid", f.sigmoid, f.sigmoid_derivative, "Sigmoid", "1 / (1 + e^−z)", "a (1 − a)",
    numpy=Code(SIGMOID, "a * (1 - a)"),
    onnx=one_node("Sigmoid"),
    range="(0, 1)",
    torch="nn.Sigmoid()",
)  # fmt: skip
hard_sigmoid = Activation(
    "hard_sigmoid", f.hard_sigmoid, f.hard_sigmoid_derivative, "Hard sigmoid",
    "min(max(z + 3, 0), 6) / 6", "1/6 if |z| < 3, else 0", "Kinks at ±3; flat beyond them.",
    numpy=Code("np.clip(z + 3, 0, 6) / 6", "(np.abs(z) < 3) / 6"),
    onnx=parted(one_node("HardSigmoid", alpha=1 / 6, beta=0.5), parts.hard_sigmoid),
    range="[0, 1]",
    torch="nn.Hardsigmoid()",
)  # fmt: skip
tanh = Activation(
    "tanh", np.tanh, f.tanh_derivative, "Tanh", "tanh z", "1 − a²",
    numpy=Code("np.tanh(z)", "1 - a * a"),
    onnx=one_node("Tanh"),
    range="(−1, 1)",
    torch="nn.Tanh()",
)  # fmt: skip
relu = Activation(
    "relu", f.relu, f.relu_derivative, "ReLU", "max(0, z)", "1 if z > 0, else 0",
    "Kink at 0, where the derivative is taken as 0; a unit that is always below it is dead.",
    numpy=Code("np.maximum(z, 0)", "(z > 0) * np.ones_like(z)"),
    onnx=one_node("Relu"),
    range="[0, ∞)",
    torch="nn.ReLU()",
)  # fmt: skip
leaky_relu = Activation(
    "leaky_relu", f.leaky_relu, f.leaky_relu_derivative, "Leaky ReLU", "max(0.2 z, z)",
    "1 if z > 0, else 0.2", "Kink at 0, where the derivative is taken as 0.2.",
    numpy=Code("np.where(z > 0, z, {c} * z)", "np.where(z > 0, 1.0, {c})"),
    onnx=parted(
        lambda w, leak, x, out: w.node("LeakyRelu", [x], out, alpha=leak), parts.leaky_relu
    ),
    number=LEAK,
    range="(−∞, ∞)",
    torch="nn.LeakyReLU({c})",
)  # fmt: skip
relu6 = Activation(
    "relu6", f.relu6, f.relu6_derivative, "ReLU6", "min(max(0, z), 6)", "1 if 0 < z < 6, else 0",
    "Kinks at 0 and 6, where the derivative is taken as 0.",
    numpy=Code("np.clip(z, 0, 6)", "((z > 0) & (z < 6)) * np.ones_like(z)"),
    onnx=lambda w, _, x, out: w.node("Clip", [x, w.constant(0), w.constant(6)], out),
    range="[0, 6]",
    torch="nn.ReLU6()",
)  # fmt: skip
elu = Activation(
    "elu", f.elu, f.elu_derivative, "ELU", "z if z > 0, else e^z − 1", "1 if z > 0, else a + 1",
    "Smooth at 0 to the first derivative.",
    numpy=Code(
        "np.where(z > 0, z, {c} * np.expm1(np.minimum(z, 0)))", "np.where(z > 0, 1.0, a + {c})"
    ),
    onnx=parted(lambda w, alpha, x, out: w.node("Elu", [x], out, alpha=alpha), parts.elu),
    number=ALPHA,
    range="(−1, ∞)",
    torch="nn.ELU({c})",
)  # fmt: skip
selu = Activation(
    "selu", f.selu, f.selu_derivative, "SELU", "1.0507 z if z > 0, else 1.7581 (e^z − 1)",
    "1.0507 if z > 0, else a + 1.7581",
    "Kink at 0, where the derivative is taken as 1.7581; meant for LeCun normal weights.",
    numpy=Code(
        f"{SELU_SCALE} * np.where(z > 0, z, {SELU_ALPHA} * np.expm1(np.minimum(z, 0)))",
        f"np.where(z > 0, {SELU_SCALE}, a + {SELU_SCALE * SELU_ALPHA})",
    ),
    onnx=parted(one_node("Selu"), parts.selu(SELU_SCALE, SELU_ALPHA)),
    range="(−1.7581, ∞)",
    torch="nn.SELU()",
)  # fmt: skip
softplus = Activation(
    "softplus", f.softplus, f.softplus_derivative, "Softplus", "ln(1 + e^z)", "1 / (1 + e^−z)",
    numpy=Code(SOFTPLUS, "-np.expm1(-a)"),
    onnx=parted(one_node("Softplus"), parts.softplus),
    range="(0, ∞)",
    torch="nn.Softplus()",
)  # fmt: skip
softsign = Activation(
    "softsign", f.softsign, f.softsign_derivative, "Softsign", "z / (1 + |z|)", "1 / (1 + |z|)²",
    numpy=Code("z / (1 + np.abs(z))", "(1 - np.abs(a)) ** 2"),
    onnx=parted(one_node("Softsign"), parts.softsign),
    range="(−1, 1)",
    torch="nn.Softsign()",
)  # fmt: skip
silu = Activation(
    "silu", f.silu, f.silu_derivative, "SiLU (swish)", "z / (1 + e^−z)",
    "s + a (1 − s), s = 1 / (1 + e^−z)",
    numpy=Code(f"z * {SIGMOID}", f"{SIGMOID} * (1 + z - a)"),
    onnx=lambda w, _, x, out: w.node("Mul", [x, w.node("Sigmoid", [x])], out),
    range="[−0.2785, ∞)",
    torch="nn.SiLU()",
)  # fmt: skip
gelu = Activation(
    "gelu", f.gelu, f.gelu_derivative, "GELU", "z Φ(z)", "Φ(z) + z φ(z)",
    "Φ and φ are the normal distribution and its density.",
    numpy=Code(f"z * ({PHI})", f"{PHI} + z * {DENSITY}"),
    onnx=parted(one_node("Gelu"), parts.gelu),
    range="[−0.1700, ∞)",
    torch="nn.GELU()",
)  # fmt: skip
mish = Activation(
    "mish", f.mish, f.mish_derivative, "Mish", "z tanh(ln(1 + e^z))",
    "t + z (1 − t²) / (1 + e^−z), t = tanh(ln(1 + e^z))",
    numpy=Code(f"z * {T}", f"{T} + z * (1 - {T} ** 2) * {SIGMOID}"),
    onnx=parted(one_node("Mish"), parts.mish),
    range="[−0.3088, ∞)",
    torch="nn.Mish()",
)  # fmt: skip
exponential = Activation(
    "exponential", f.exponential, f.exponential_derivative, "Exponential", "e^z", "e^z",
    "Grows without bound; values beyond the largest number are held there.",
    numpy=Code("np.exp(z)", "a"),
    onnx=one_node("Exp"),
    range="(0, ∞)",
    torch="Exponential()", torch_definition=TORCH_EXPONENTIAL,
)  # fmt: skip
softmax = Activation(
    "softmax", f.softmax, f.sigmoid_derivative, "Softmax", "e^z / Σ e^z",
    "aᵢ (1 − aᵢ), −aᵢ aⱼ between units",
    "Makes the outputs a probability distribution; for output layers.", vjp=f.softmax_vjp,
    numpy=Code(
        "np.exp(z - z.max(axis=1, keepdims=True)) "
        "/ np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)",
        vjp="a * (d - (a * d).sum(axis=1, keepdims=True))",
    ),
    onnx=one_node("Softmax", axis=1),
    range="(0, 1)",
    torch="nn.Softmax(dim=1)",
)  # fmt: skip

ACTIVATIONS = {
    entry.name: entry
    for entry in (
        linear, step, sign, sigmoid, hard_sigmoid, tanh, relu, leaky_relu, relu6, elu, selu,
        softplus, softsign, silu, gelu, mish, exponential, softmax,
    )
}  # fmt: skip
