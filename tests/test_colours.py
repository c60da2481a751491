"""The measures of colours against published values."""

from __future__ import annotations

import pytest

from tests.colours import SIGHTS, ciede2000, contrast, lab

# Sharma, Wu and Dalal 2005, table 1: hues on both sides of 0°, greys, blues and dark colours.
PAIRS = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, 3.1571, -77.2803), (50, 0, -82.7485), 2.8615),
    ((50, 2.8361, -74.0200), (50, 0, -82.7485), 3.4412),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, -0.001, 2.49), (50, 0.0009, -2.49), 4.8045),
    ((50, -0.001, 2.49), (50, 0.0011, -2.49), 4.7461),
    ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (61, -5, 29), 22.8977),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((50, 2.5, 0), (58, 24, 15), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("one", "other", "published"), PAIRS)
def test_distances_are_the_published_ones(
    one: tuple[float, ...], other: tuple[float, ...], published: float
) -> None:
    assert ciede2000(one, other) == pytest.approx(published, abs=6e-5)
    assert ciede2000(other, one) == pytest.approx(published, abs=6e-5)


def test_contrast_and_lab_of_known_colours() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert lab("#ffffff").tolist() == pytest.approx([100, 0, 0], abs=0.01)
    assert lab("#ff0000").tolist() == pytest.approx([53.24, 80.09, 67.20], abs=0.02)


def test_no_kind_of_sight_changes_a_grey() -> None:
    assert len(SIGHTS) == 4
    for sight in SIGHTS:
        assert ciede2000(lab("#808080", sight), lab("#808080")) < 0.1, sight
