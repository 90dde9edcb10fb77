"""Train the chapter's classifier of clothes for 30 epochs, and draw how it went.

Run it as `PYTHONPATH=. .venv/bin/python scripts/learning_curve.py`; it takes half a minute and
writes docs/fashion_mnist.csv and docs/fashion_mnist.svg.  Loss and accuracy of training are means
over an epoch, while the network changes, so they stand half an epoch before validation's.
"""

import csv
from pathlib import Path

from docs.chapter import fashion

ROOT = Path(__file__).parents[1]
EPOCHS = 30
WIDTH, HEIGHT, LEFT, TOP, GAP = 340, 220, 44, 34, 70
PANELS = {"loss": (0.2, 0.8, 0.1), "accuracy": (0.76, 0.94, 0.02)}
STYLES = {"": ("#0a75b3", "none", "training"), "val_": ("#c25b0a", "5 3", "validation")}


def main():
    (train, valid, _), model = fashion()
    model.compile(loss="sparse_categorical_crossentropy", optimizer="sgd", metrics=["accuracy"])
    history = model.fit(*train, epochs=EPOCHS, validation_data=valid).history
    names = ["loss", "accuracy", "val_loss", "val_accuracy"]
    with (ROOT / "docs/fashion_mnist.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["epoch", *names])
        for epoch, row in enumerate(zip(*(history[name] for name in names), strict=True), 1):
            writer.writerow([epoch, *(f"{value:.5f}" for value in row)])
    (ROOT / "docs/fashion_mnist.svg").write_text(picture(history))


def picture(history):
    """Return both panels as SVG."""
    total = 2 * WIDTH + GAP + LEFT + 20, HEIGHT + TOP + 40
    panels = [panel(history, name, LEFT + i * (WIDTH + GAP)) for i, name in enumerate(PANELS)]
    style = "text{font:12px system-ui,sans-serif;fill:#333}.axis{stroke:#bbb;stroke-width:1}"
    body = "\n".join(panels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total[0]} {total[1]}" role="img" '
        f'aria-label="Loss and accuracy over {EPOCHS} epochs"><style>{style}</style>'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


def panel(history, name, left):
    """Return one panel: axes, and a line each for training and validation."""
    low, high, step = PANELS[name]

    def x(epoch):
        return left + WIDTH * epoch / EPOCHS

    def y(value):
        return TOP + HEIGHT * (high - value) / (high - low)

    lines = [f'<text x="{left}" y="{TOP - 14}" font-weight="bold">{name}</text>']
    for i in range(round((high - low) / step) + 1):
        at = low + i * step
        lines += [
            f'<path class="axis" d="M{left} {y(at):.1f}h{WIDTH}"/>',
            f'<text x="{left - 6}" y="{y(at) + 4:.1f}" text-anchor="end">{at:.2f}</text>',
        ]
    lines += [
        f'<text x="{x(epoch):.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{epoch}</text>'
        for epoch in range(0, EPOCHS + 1, 5)
    ]
    lines.append(f'<text x="{x(15):.1f}" y="{TOP + HEIGHT + 34}" text-anchor="middle">epoch</text>')
    for row, (prefix, (colour, dash, label)) in enumerate(STYLES.items()):
        stroke = f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
        shift = 1.0 if prefix else 0.5
        points = [(x(i + shift), y(v)) for i, v in enumerate(history[prefix + name])]
        path = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in points)
        lines.append(f'<path d="{path}" {stroke}/>')
        at = left + 90 + 110 * row
        lines += [
            f'<path d="M{at} {TOP - 18}h24" {stroke}/>',
            f'<text x="{at + 30}" y="{TOP - 14}">{label}</text>',
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
