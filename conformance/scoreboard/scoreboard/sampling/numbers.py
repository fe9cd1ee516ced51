"""Numbers within their bounds, at them for `edge`."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any, TypeAlias

Json: TypeAlias = Any

WIDEST = {"int32": 2**31 - 1, "int64": 2**53 - 1}


def draw_number(schema: dict[str, Json], type_name: str, kind: str, count: int) -> int | float:
    step = schema.get("multipleOf")
    whole = type_name == "integer" and (step is None or float(step).is_integer())
    unit: int | float = step if step else (1 if whole else 0.25)
    low, high = bounds(schema, unit)
    if kind == "edge":
        widest = WIDEST.get(schema.get("format", ""), 1_000_003)
        wanted: int | float = high if high is not None else max(widest, low or 0)
    else:
        wanted = (low if low is not None else 0) + count % 7 * unit
        wanted = min(wanted, high) if high is not None else wanted
        if low is None and high is not None and wanted > high:
            wanted = high
    return on_grid(wanted, step, whole, low)


def bounds(schema: dict[str, Json], unit: float) -> tuple[float | None, float | None]:
    low, high = schema.get("minimum"), schema.get("maximum")
    if isinstance(schema.get("exclusiveMinimum"), int | float):
        low = max(schema["exclusiveMinimum"] + unit, low if low is not None else -math.inf)
        if (
            high is None
            and isinstance(schema.get("exclusiveMaximum"), int | float)
            and low >= schema["exclusiveMaximum"]
        ):
            low = (schema["exclusiveMinimum"] + schema["exclusiveMaximum"]) / 2
    if isinstance(schema.get("exclusiveMaximum"), int | float):
        high = min(schema["exclusiveMaximum"] - unit, high if high is not None else math.inf)
    if low is not None and high is not None and low > high:
        low = high = (low + high) / 2
    return low, high


def on_grid(wanted: float, step: float | None, whole: bool, low: float | None) -> int | float:
    if step:
        grid = Decimal(str(step))
        count = Decimal(str(wanted)) // grid
        exact = count * grid
        if low is not None and exact < Decimal(str(low)):
            exact += grid
        return int(exact) if exact == exact.to_integral_value() else float(exact)
    if whole:
        return math.ceil(wanted) if low is not None and wanted == low else math.floor(wanted)
    return wanted
