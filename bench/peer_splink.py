"""The peer: Splink 5 on DuckDB, set up as its guide for matching businesses says, with the fields of these lists.

    peer_splink.py OURS THEIRS LINKS THREADS     (files of prepare.py; run by the peer's own Python)

From the guide: names as tokens whose shares are multiplied where both names have them; blocking on the two rarest
tokens; postal code and house number. Added so that the peer has what Mutuals has: domain, telephone, city, country;
blocking on each; the share of matches estimated from rules that are nearly always right, and the weights by
expectation maximisation, as its tutorial does.
"""

import logging
import sys

import duckdb
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

SEED = 7
SHARED = """list_intersect(tokens_l, tokens_r).list_transform(x -> x.rel_freq::float)
            .list_concat([1.0::FLOAT]).list_reduce((p, q) -> p * q)"""


def name_comparison() -> dict[str, object]:
    """Levels by the product of the shares of the tokens that two names have in common, the rarest first."""
    levels: list[dict[str, object]] = [
        {"sql_condition": "tokens_l IS NULL OR tokens_r IS NULL", "label_for_charts": "missing", "is_null_level": True},
        {"sql_condition": "name_l = name_r", "label_for_charts": "equal"},
    ]
    levels += [
        {"sql_condition": f"{SHARED} < 1e-{power}", "label_for_charts": f"shared below 1e-{power}"}
        for power in (12, 10, 8, 6, 4)
    ]
    levels.append({"sql_condition": "ELSE", "label_for_charts": "other"})
    return {"output_column_name": "tokens", "comparison_levels": levels, "comparison_description": "shared tokens"}


def settings(filled: set[str]) -> SettingsCreator:
    """The model over the columns that both lists fill."""
    comparisons: list[object] = [name_comparison()]
    comparisons += [cl.ExactMatch(column) for column in ("domain", "phone", "number", "city") if column in filled]
    if "postal" in filled:
        comparisons.append(cl.LevenshteinAtThresholds("postal", [1]))
    if "country" in filled:
        comparisons.append(cl.ExactMatch("country"))
    start = "substr(l.name, 1, 3) = substr(r.name, 1, 3)"
    rules: list[object] = [
        block_on("name"),
        "l.rarest_tokens[1] = r.rarest_tokens[1] and " + start,
        f"l.rarest_tokens[1] = r.rarest_tokens[2] and {start}",
        f"l.rarest_tokens[2] = r.rarest_tokens[1] and {start}",
        *(block_on(column) for column in ("domain", "phone") if column in filled),
        *(block_on(column, "substr(name, 1, 1)") for column in ("postal",) if column in filled),
    ]
    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="unique_id",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=False,
    )


def main() -> None:
    """Link two files and write account_id, partner_account_id, probability."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    ours, theirs, links, threads = sys.argv[1:]
    connection = duckdb.connect()
    connection.execute(f"set threads to {int(threads)}")
    # Pairs come with the data set first by name on the left.
    sources = {"a_ours": ours, "b_theirs": theirs}
    read = "select *, ? as source_dataset from read_parquet(?)"
    frames = [connection.sql(read, params=[name, path]) for name, path in sources.items()]
    fields = ("domain", "phone", "postal", "number", "city", "country")
    filled = {f for f in fields if all(frame.count(f).fetchone()[0] for frame in frames)}
    api = DuckDBAPI(connection=connection)
    linker = Linker([api.register(frame) for frame in frames], settings(filled))
    training = linker.training
    sure = ["l.name = r.name and " + rule for rule in ("l.domain = r.domain", "l.postal = r.postal", "l.city = r.city")]
    sure = [rule for rule in sure if rule.rsplit(".", 1)[1] in filled]
    training.estimate_probability_two_random_records_match(sure, recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=SEED)
    training.estimate_parameters_using_expectation_maximisation(block_on("name"))
    # Without domains the weights of names stay the defaults, as in the guide: pairs of one postal code are mostly
    # strangers, and estimating names on them made the peer worse (best F1 0.76 instead of 0.86 on sec_yahoo).
    if "domain" in filled:
        training.estimate_parameters_using_expectation_maximisation(block_on("domain"))
    found = linker.inference.predict(threshold_match_probability=0.02)
    columns = "unique_id_l as account_id, unique_id_r as partner_account_id, match_probability as probability"
    connection.table(found.physical_name).project(columns).write_parquet(links)


if __name__ == "__main__":
    main()
