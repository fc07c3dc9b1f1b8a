"""ICE's releases as they come with Amparo, and what the mappings read from them and what they do not."""

import re

import polars as pl
import pytest

from amparo.law.errors import LawError
from amparo.simulate.mapping_file import DATA, load
from amparo.simulate.run import plan

HEAD_2015 = "prepare_date,detainer_type,facility,city,state,lift_reason\n"
I247 = "I247 - Immigration Detainer - Notice of Action (as of March 2013)"


@pytest.fixture(scope="module")
def cases(law):
    return plan(law, on="2026-11-22").cases.frame


@pytest.fixture
def read(law, papers):
    """What is read of one facility in a place."""

    def one(facility, city="", state="", form=I247, end=""):
        made = plan(law, papers(f'{HEAD_2015}2015-03-02,{form},"{facility}",{city},{state},{end}\n'))
        return made.cases.frame.row(0, named=True)

    return one


def counts(series):
    return dict(series.value_counts().iter_rows())


def test_the_forms_ask_for_different_things(cases):
    assert counts(cases["request"]) == {"immigration_detainer": 62942, "release_notification": 435}


def test_an_empty_lift_reason_is_no_outcome(cases):
    assert counts(cases["@outcome"]) == {
        "none": 41608, "detained": 13055, "declined": 4514, "lifted": 3732, "other": 284, "not_removable": 184,
    }  # fmt: skip


def test_records_without_a_state_stay_without_one(cases):
    assert cases["@state"].null_count() == 9020
    assert cases.filter(pl.col("@state").is_null())["@place"].unique().to_list() == ["us"]


def test_federal_bodies_are_set_apart(cases):
    assert cases["@skip"].drop_nulls().len() == 4947


def test_nothing_is_known_that_the_data_do_not_hold(cases):
    assert [c for c in cases.columns if not c.startswith("@")] == ["request", "agency"]


@pytest.mark.parametrize(
    ("facility", "agency"),
    [
        ("MARICOPA COUNTY JAIL", "sheriff"),
        ("TRAVIS CTY JAIL", "sheriff"),
        ("BUCKS CNTY JAIL, PA", "sheriff"),
        ("DAVIDSON CO. SHERIFF DEPT", "sheriff"),
        ("NAPA COUNTYY DEPT OF CORR", "sheriff"),
        ("Cabarrus County Jail", "sheriff"),
        ("LOS ANGELES CITY JAIL", "city_jail"),
        ("RIKERS ISLAND, QUEENS, NY", "city_jail"),
        ("HOUSTON POLICE DEPT.", "police"),
        ("MASSACHUSETTS STATE POLICE", "state_police"),
        ("WASCO STATE PRISON", "state_prison"),
        ("TRAVIS COUNTY STATE JAIL", "state_prison"),
        ("CAMPHILL SCI, PA", "state_prison"),
        ("N.C. DEPT OF CORRECTIONS", "state_prison"),
        ("MINN.C.F.,ST.CLOUD", "state_prison"),
        ("KOSCIUSKO COUNTY JAIL", "sheriff"),
        ("OTHER-OTHER FACILITY", None),
        ("MOSHANNON VALLEY CORRECTIONAL", None),
        ("TARRANT COUNTY JUVENILE", None),
        ("ANNE ARUNDEL COUNTY PD, SD", None),
        ("REEVES COUNTY DET. CENTER", None),
        ("BALTIMORE CITY DETENTION CENTER", None),
        ("", None),
    ],
)
def test_the_name_of_a_facility_tells_the_agency_or_nothing(read, facility, agency):
    found = read(facility)
    assert found["agency"] == agency
    assert found["@skip"] is None


@pytest.mark.parametrize(
    "facility",
    ["MCKEAN FED.CORR.INST.", "ALICEVILLE FCI", "F.C.I. HERLONG", "LOMPOC USP", "U.S.P. ATWATER", "ATLANTA U.S. PEN.",
     "YAZOO CITY FCI", "BROOKLYN MDC", "US MARSHAL - PHOENIX", "AUSTIN DRO HOLD ROOM"],
)  # fmt: skip
def test_a_federal_body_is_no_local_agency(read, facility):
    found = read(facility)
    assert found["agency"] is None
    assert found["@skip"] == 0


@pytest.mark.parametrize(
    ("city", "state", "place"),
    [
        ("ELMHURST", "NEW YORK", "us/ny/new-york"),
        ("BROOKLYN", "NEW YORK", "us/ny/new-york"),
        ("ALBANY", "NEW YORK", "us/ny"),
        ("CHICAGO", "ILLINOIS", "us/il/chicago"),
        ("HOUSTON", "ALASKA", "us/ak"),
        ("", "", "us"),
    ],
)
def test_a_record_belongs_to_its_city_if_its_state_is_the_right_one(read, city, state, place):
    assert read("A JAIL", city, state)["@place"] == place


def test_a_form_that_is_not_recorded_is_not_known(read):
    assert read("BUCKS CNTY JAIL, PA", "DOYLESTOWN", "PENNSYLVANIA", form="")["request"] is None


def test_a_form_that_is_new_is_told(read):
    with pytest.raises(LawError, match=r"does not know 'I247X - Request' \(1 record, first in row 1\)"):
        read("A JAIL", form="I247X - Request")


def test_the_layout_of_2026_is_known_by_its_columns(law):
    made = plan(law, DATA / "ice-detainers-2026.parquet")
    assert made.mapping.name == "ice-detainers-2026"
    assert made.cases.frame.height == 22
    assert counts(made.cases.frame["agency"]) == {"state_prison": 22}
    assert counts(made.cases.frame["@outcome"]) == {"declined": 22}
    assert counts(made.cases.frame["@place"]) == {"us/mn": 22}


@pytest.mark.parametrize(
    ("name", "rows", "size"), [("ice-detainers-2015", 63377, 200_000), ("ice-detainers-2026", 22, 4_000)]
)
def test_the_records_that_come_with_amparo_hold_only_what_is_mapped(name, rows, size):
    path = DATA / f"{name}.parquet"
    frame = pl.read_parquet(path)
    assert frame.height == rows
    assert set(frame.columns) == set(load(name).columns)
    assert path.stat().st_size < size


def test_the_mapping_in_the_guide_works(law, root, tmp_path, papers):
    guide = (root / "docs" / "simulate.md").read_text(encoding="utf-8")
    (tmp_path / "guide.toml").write_text(re.search(r"```toml\n(.*?)```", guide, re.S)[1], encoding="utf-8")
    data = papers(
        "form,paper,booked,received,kind,unit,state,city,result\n"
        "I-247A,warrant of a judge,Y,03/02/2026,REAL,A,IL,Chicago,Released\n"
        "I-247N,Form I-200,?,03/02/2026,REAL,A,IL,N/A,\n"
        "I-247N,,N,03/02/2026,TEST,A,IL,N/A,\n"
    )
    frame = plan(law, data, mapping=str(tmp_path / "guide.toml")).cases.frame
    assert frame.select("agency", "warrant_signed_by", "in_custody", "@place", "@outcome", "@skip").rows() == [
        ("sheriff", "federal_judge", True, "us/il/chicago", "released", None),
        ("sheriff", "immigration_officer", None, "us/il", "none", None),
        ("sheriff", None, False, "us/il", "none", 0),
    ]
