"""What the figures rest on, and how the model stood up to what really happened."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.attribution import DISCLAIMER
from geo.evidence import FRESH_DAYS, Quantity, conflicting_figures, read_manifest
from geo.model import GRADE_WORDS, Grade, Mode
from geo.scenario import Scenario
from geo.validation import (
    check_claims,
    closer_rules,
    emission_checks,
    run_backtest,
    run_price_test,
    signed_errors,
    variance_reports,
    verdict,
)
from views.evidence.chart import trial_chart, trial_rows
from views.evidence.states import (
    conflict_table,
    history_list,
    reading_day,
    stale_list,
    state_table,
)
from views.evidence.tables import (
    carried_by,
    case_table,
    credit_list,
    figure_table,
    file_table,
    matches,
    miss_list,
    price_score_table,
    price_table,
    ratio_table,
    rest_table,
    rule_list,
    score_lead,
    score_table,
    share,
    signed_chart,
    source_table,
    spread_note,
    trial_table,
)
from views.state import address, choices, data
from views.state.choices import translate
from views.ui import faults
from views.ui.address import open_page
from views.ui.as_of import state_line
from views.ui.claims import claim_table, contradiction_table
from views.ui.downloads import take_evidence
from views.ui.html import paragraph
from views.ui.time import choose_month, slider_months

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from geo.evidence import Claim
    from geo.validation import BackTest, ClaimCheck, PriceTest, VarianceReport

KEYS: Final = (
    *(choices.PART, choices.FIND, choices.GRADES, choices.QUANTITIES, choices.MODES),
    choices.AT,
)


@faults.page
def show() -> None:
    """Show the page: one of its parts."""
    allowed = {
        choices.PART: choices.PARTS,
        choices.GRADES: tuple(Grade),
        choices.QUANTITIES: tuple(Quantity),
        choices.MODES: tuple(Mode),
        choices.AT: slider_months(),
    }
    open_page("evidence", keys=KEYS, allowed=allowed)
    st.title(translate("Evidence"))
    st.segmented_control(
        translate("Part"),
        choices.PARTS,
        key=choices.PART,
        required=True,
        format_func=lambda part: translate(PART_NAMES[part]),
        label_visibility="collapsed",
        persist_state="session",
    )
    # A choice made while the first back-test still runs must not be lost.
    address.give_address(KEYS)
    part = choices.text(choices.PART)
    with faults.contained():
        SHOWN[part]()
    with faults.contained():
        take_evidence(part, translate(PART_NAMES[part]))
    address.give_address(KEYS)


@st.cache_resource(show_spinner=False)
def back_test() -> BackTest:
    """Return every movement beside the model; claims take longer and stand on a part of theirs."""
    return run_backtest(data.atlas(), with_claims=False)


@st.cache_resource(show_spinner=False)
def price_test() -> PriceTest:
    """Return every published price of a whole journey beside the model."""
    return run_price_test(data.atlas())


@st.cache_resource(show_spinner=False)
def claims_of(places: tuple[str, str] | None) -> tuple[ClaimCheck, ...]:
    """Return every claim of a time or of a length from place to place beside the model."""
    between = [one for one in claims() if one.places == places]
    return check_claims(data.atlas(), between)


def claims() -> list[Claim]:
    """Return the claims of times and lengths of the ledger."""
    return list(data.atlas().ledger.claims)


@st.cache_resource(show_spinner=False)
def weights() -> tuple[VarianceReport, ...]:
    """Return on which figures the standard comparison rests."""
    return variance_reports(data.atlas())


def show_back_test() -> None:
    """Show errors, coverage and baselines, then each movement, then what was missed and why."""
    with st.spinner(translate("Timing every recorded movement …")):
        tested, locale = back_test(), choices.locale()
    st.html(score_lead(tested, locale))
    st.html(signed_chart(signed_errors(tested), locale))
    st.html(rule_list(closer_rules(tested.scores), tested.scores, locale))
    st.html(spread_note(tested, locale))
    with st.expander(translate("All scores as a table"), on_change="rerun") as folded:
        if folded.open:
            show_scores(tested)
    rows = trial_rows(tested.trials, data.source, locale)
    left, right = st.columns([6, 7], gap="medium")
    with left:
        show_weights()
        st.header(translate("What was missed, and why"))
        st.html(miss_list(tested.trials, data.source, locale))
    with right:
        show_charts(rows)
    with st.expander(translate("All movements as a table"), on_change="rerun") as folded:
        if folded.open:
            st.html(trial_table(tested.trials, data.source, locale))
    show_prices()


def show_scores(tested: BackTest) -> None:
    """Show errors, coverage and baselines of each group, and what the columns mean."""
    st.html(score_table(tested.scores, choices.locale()))
    note = translate(
        "Error: median of the absolute difference between the model and the published days; "
        "signed: below zero, the model is too fast. Published at: share of the model's "
        "distribution below the published days. Corrected: inside bands corrected by the errors of "
        "all other families. Movements that repeat each other are a family and count once; each "
        "baseline is taken from all other families."
    )
    st.html(paragraph(note))


def show_prices() -> None:
    """Show published prices beside the model, and what published ratios are worth."""
    locale = choices.locale()
    st.header(translate("Prices beside the model"))
    with st.spinner(translate("Pricing every published journey …")):
        test = price_test()
    st.html(paragraph(locale.translate(verdict(test.pairs)), "lead"))
    st.html(price_score_table(test.scores, locale))
    note = translate(
        "Every published price of a whole journey, by box and time. Nothing was fitted to "
        "them: the parts come from parts. Signed error: below zero, the model is too cheap."
    )
    st.html(paragraph(note))
    with st.expander(translate("All prices as a table"), on_change="rerun") as folded:
        if folded.open:
            st.html(price_table(test.trials, data.names(), data.source, locale))
    st.header(translate("Published price ratios: claims, not measurements"))
    st.html(ratio_table(test.ratios, data.source, locale))
    st.header(translate("Emissions beside an outside calculator"))
    for check in emission_checks(data.atlas().ledger):
        st.html(paragraph(locale.sentence(check.message)))


def show_charts(rows: pd.DataFrame) -> None:
    """Show the movements of each clock, all on one scale."""
    locale = choices.locale()
    note = translate(
        "Bar: P10 to P90 of the model. Tick: P50. Point: published days; a diamond if "
        "outside the bar. Pale: excluded, because a figure was set with this movement "
        "known."
    )
    st.html(paragraph(note))
    longest = float(max(rows["p90"].max(), rows["seen"].max()))
    for clock, chosen in rows.groupby("clock", sort=False):
        title = str(clock).capitalize()
        st.subheader(title)
        chart = trial_chart(chosen, locale, theme=st.context.theme.type or "light", longest=longest)
        st.altair_chart(chart, theme=None, alt=title)


def show_weights() -> None:
    """Show how much rests on estimates, and the figures that matter most."""
    locale, ledger = choices.locale(), data.atlas().ledger
    for rest in weights():
        title = translate("{clock} clock: {share} of the variance rests on estimates").format(
            clock=translate(rest.clock.value.capitalize()), share=share(rest.mean_unsourced, locale)
        )
        with st.expander(title, on_change="rerun") as folded:
            if folded.open:
                st.html(rest_table(rest, ledger.figures, data.source, locale))


def show_claims() -> None:
    """Show what was published beside the model; nothing of it was fitted to."""
    lead = translate(
        "Published end-to-end times and lengths beside the model for the same places, year "
        "and clock. A claim that names no clock is compared with both."
    )
    st.html(paragraph(lead, "lead"))
    names = {one.id: one.name for one in data.atlas().places}
    pairs = Counter(one.places for one in claims())
    with st.spinner(translate("Timing every published claim …")):
        for places, _ in pairs.most_common():
            label = " – ".join(translate(names[end]) for end in places or ()) or translate(
                "No two places named"
            )
            st.header(label)
            st.html(
                claim_table(
                    claims_of(places),
                    names=data.names(),
                    source_of=data.source,
                    locale=choices.locale(),
                )
            )


def show_ledger() -> None:
    """Show the figures, by words and by grade."""
    figures = data.atlas().ledger.figures.values()
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.text_input(
        translate("Find in the ledger"),
        key=choices.FIND,
        placeholder=translate("Place, quantity, source, note"),
        max_chars=100,
        persist_state="session",
    )
    right.segmented_control(
        translate("Grade"),
        list(Grade),
        key=choices.GRADES,
        selection_mode="multi",
        help=translate(GRADE_WORDS),
        persist_state="session",
    )
    left.multiselect(
        translate("Quantity"),
        list(Quantity),
        key=choices.QUANTITIES,
        format_func=lambda quantity: translate(quantity.replace("_", " ")),
        placeholder=translate("All"),
        persist_state="session",
    )
    right.segmented_control(
        translate("Mode"),
        list(Mode),
        key=choices.MODES,
        selection_mode="multi",
        format_func=translate,
        persist_state="session",
    )
    wanted, grades = choices.text(choices.FIND), choices.texts(choices.GRADES) or list(Grade)
    quantities = choices.texts(choices.QUANTITIES) or list(Quantity)
    modes = frozenset(choices.texts(choices.MODES))
    chosen = [
        figure
        for figure in figures
        if figure.grade in grades
        and figure.quantity in quantities
        and (not modes or modes & carried_by(figure))
        and matches(figure, wanted, data.source, choices.locale())
    ]
    locale = choices.locale()
    count = translate("{count} of {all} figures").format(
        count=locale.number(len(chosen), 0), all=locale.number(len(figures), 0)
    )
    st.html(paragraph(count))
    if not chosen:
        st.info(translate("No figure matches. Remove a word or choose another grade."))
        return
    st.html(figure_table(chosen, data.source, locale))


def show_states() -> None:
    """Show the states of gates as of the slider, what contradicts them, and their history."""
    atlas, locale, today = data.atlas(), choices.locale(), data.today()
    names = {gate.id: gate.name for gate in atlas.corridors.gates.values()}
    lead = translate(
        "What was open, hindered or closed, from when to when, and who says so. No journey passes "
        "a gate that is closed, suspended or under blockade on its date."
    )
    st.html(paragraph(lead, "lead"))
    month = choose_month()
    states = atlas.as_of(Scenario(date=month))
    st.html(state_line(states, today=today, locale=locale))
    st.html(state_table(states, today=today, names=names, source_of=data.source, locale=locale))
    st.header(translate("Where sources differ"))
    st.html(conflict_table(atlas.states, names=names, source_of=data.source, locale=locale))
    st.header(translate("Not confirmed for {days} days").format(days=locale.number(FRESH_DAYS, 0)))
    note = translate(
        "A state without an end that nobody has confirmed for so long counts as not confirmed, "
        "unless it bars the gate: that stays barred until a later report opens it."
    )
    st.html(paragraph(note))
    day = reading_day(states, today)
    st.html(
        stale_list(atlas.states.stale(day), day, names=names, source_of=data.source, locale=locale)
    )
    with st.expander(translate("History of each gate"), on_change="rerun") as folded:
        if folded.open:
            st.html(history_list(atlas.states, names=names, source_of=data.source, locale=locale))


def show_contradictions() -> None:
    """Show publications that contradict each other, then figures that answer one question."""
    ledger, locale = data.atlas().ledger, choices.locale()
    lead = translate(
        "Published statements that contradict each other, each with its source, and the "
        "model's own answer where there is one."
    )
    st.html(paragraph(lead, "lead"))
    rows = [(one, data.own(one.id)) for one in ledger.contradictions]
    st.html(contradiction_table(rows, names=data.names(), source_of=data.source, locale=locale))
    st.header(translate("Figures that answer the same question differently"))
    lead = translate(
        "All of them remain in the ledger. The program uses the figure of the nearest "
        "year, then of the better grade; a question as of an earlier month uses the figure "
        "of its time."
    )
    st.html(paragraph(lead, "lead"))
    st.html(case_table(conflicting_figures(ledger.figures.values()), data.source, locale))


def show_data() -> None:
    """Show the made files with their licences, the credits, and every publication read."""
    manifest, locale = read_manifest(), choices.locale()
    st.header(translate("Credits"))
    st.html(credit_list(manifest.credits, locale))
    st.html(paragraph(translate(DISCLAIMER)))
    st.header(translate("Files"))
    st.html(file_table(manifest.files, locale))
    st.header(translate("Sources of the figures"))
    st.html(source_table(data.atlas().ledger.sources.values(), locale))


PART_NAMES: Final[Mapping[str, str]] = {
    "back-test": "Back-test",
    "claims": "Claims",
    "ledger": "Ledger",
    "states": "States of gates",
    "contradictions": "Contradictions",
    "data": "Data and licences",
}
SHOWN: Final[Mapping[str, Callable[[], None]]] = {
    "back-test": show_back_test,
    "claims": show_claims,
    "ledger": show_ledger,
    "states": show_states,
    "contradictions": show_contradictions,
    "data": show_data,
}
