{#-
    Rows of a unit test as SQL: one JSON text, each column cast to the type it has in the relation. These stand in for
    dbt's own macros of the same names, which call a macro for every cell of a row, given or not: with those the unit
    tests take twice as long.
-#}
{% macro get_fixture_sql(rows, column_name_to_data_types) %}
    {%- set types = {} -%}
    {%- for row in run_query("describe " ~ this) -%}
        {%- do types.update({row[0]: row[1]}) -%}
    {%- endfor -%}
    {{ unit_test_rows(rows, types, types) }}
{% endmacro %}


{% macro get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) %}
    {%- if not rows -%}
        select * from dbt_internal_unit_test_actual limit 0
    {%- else -%}
        {%- for row in rows if row.keys() != rows[0].keys() -%}
            {{ exceptions.raise_compiler_error("expected row with other columns than the first: " ~ row) }}
        {%- endfor -%}
        {{ unit_test_rows(rows, column_name_to_data_types, rows[0]) }}
    {%- endif -%}
{% endmacro %}


{#- The `wanted` columns of the rows; null in those that no row gives. `types` are the columns there are. -#}
{% macro unit_test_rows(rows, types, wanted) %}
    {%- set given = {} -%}
    {%- for row in rows -%}
        {%- do given.update(row) -%}
    {%- endfor -%}
    {%- for name in given if name not in types -%}
        {{ exceptions.raise_compiler_error(
            "no column " ~ name ~ " in " ~ model.name ~ ", which has " ~ types.keys() | join(", ")
        ) }}
    {%- endfor -%}
    {%- set printed = [] -%}
    {%- for row in rows -%}
        {%- set cells = {} -%}
        {%- for name, value in row.items() -%}
            {%- do cells.update({name: none if value is none else value | string}) -%}
        {%- endfor -%}
        {%- do printed.append(cells) -%}
    {%- endfor -%}
    {#- One string, because dbt takes every token of a unit test's SQL apart. -#}
    select
    {%- for name in wanted %}
        cast({{ "cells['" ~ name ~ "']" if name in given else "null" }} as {{ types[name] }}) as "{{ name }}"
        {{- "," if not loop.last }}
    {%- endfor %}
    from (
        select unnest(from_json('{{ tojson(printed) | replace("'", "''") }}', '["map(varchar, varchar)"]')) as cells
    )
{% endmacro %}
