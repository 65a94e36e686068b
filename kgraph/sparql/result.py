"""The answer to a query as plain Python values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from kgraph.extras import needs

if TYPE_CHECKING:
    # an extra that may be missing
    import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore]

Kind = Literal["select", "ask", "construct"]
"""What a query asks for: rows, yes or no, or triples (CONSTRUCT and DESCRIBE)."""

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to a query.

    `rows` holds a string, or None where a variable is unbound, for each of `variables`: the text of
    a literal, an IRI, or a blank node as `_:name`. An ASK query has the variable `answer`, and
    CONSTRUCT has `subject`, `predicate` and `object`. `standard` is the answer in a standard
    format: SPARQL 1.1 JSON, or sorted N-Triples for CONSTRUCT.
    """

    kind: Kind
    variables: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    standard: bytes = field(repr=False)

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas data frame, with numbers as numbers.

        Returns:
            A data frame with one column for each of `variables`.

        Raises:
            MissingExtra: pandas is not installed.
        """
        with needs("pandas", "to_pandas"):
            import pandas as pd
        rows = [[_value(term) for term in solution] for solution in _iter_terms(self)]
        return pd.DataFrame(rows, columns=list(self.variables))


def read_triples(standard: bytes) -> QueryResult:
    """Turn sorted N-Triples into rows."""
    import pyoxigraph as ox

    triples = ox.parse(standard, format=ox.RdfFormat.N_TRIPLES)
    rows = tuple((plain(t.subject), plain(t.predicate), plain(t.object)) for t in triples)
    return QueryResult("construct", ("subject", "predicate", "object"), rows, standard)


def read_rows(standard: bytes) -> QueryResult:
    """Turn SPARQL 1.1 JSON into rows of plain strings."""
    import pyoxigraph as ox

    results = ox.parse_query_results(standard, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return QueryResult("ask", ("answer",), (("true" if results else "false",),), standard)
    variables = tuple(variable.value for variable in results.variables)
    solutions = tuple(tuple(plain(term) for term in solution) for solution in results)
    return QueryResult("select", variables, solutions, standard)


def _iter_terms(result: QueryResult) -> Any:
    """Return the rows of a result as rows of the engine's terms."""
    import pyoxigraph as ox

    if result.kind == "construct":
        return (
            (t.subject, t.predicate, t.object)
            for t in ox.parse(result.standard, format=ox.RdfFormat.N_TRIPLES)
        )
    results = ox.parse_query_results(result.standard, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return [(ox.Literal(bool(results)),)]
    return results


def plain(term: object) -> str | None:
    """Return the text of a literal or an IRI, or None for an unbound variable.

    Any other term is written as in N-Triples.
    """
    import pyoxigraph as ox

    if term is None:
        return None
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _value(term: Any) -> object:
    """Return the Python value of a number or a truth value, and the text of any other term."""
    text = plain(term)
    match getattr(getattr(term, "datatype", None), "value", "").removeprefix(_XSD):
        case "integer":
            return int(text or 0)
        case "decimal" | "double" | "float":
            return float(text or 0)
        case "boolean":
            return text in ("true", "1")
    return text
