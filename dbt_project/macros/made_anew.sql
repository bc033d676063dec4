{#-
    A night makes anew only what its documents concern; pipeline/increment.py lists it below NIANBAO_NIGHT, which is
    empty while everything is made anew. A mart that keeps the rest says in its meta which column (or expression)
    tells its rows: `made_anew: division_code`, `document_id` or `report_year`; `also_anew` tells others.
-#}

{#- The rows of a mart that the night makes anew, as a condition; empty where it makes all of them. -#}
{% macro made_anew(meta) -%}
    {%- set night = env_var('NIANBAO_NIGHT', '') -%}
    {%- if night and meta.get('made_anew') -%}
        {%- set list = {'document_id': 'documents', 'report_year': 'years'}.get(meta['made_anew'], 'divisions') -%}
        {{ meta['made_anew'] }} in (from read_parquet('{{ night | replace("'", "''") }}/{{ list }}.parquet'))
        {%- if meta.get('also_anew') %} or {{ meta['also_anew'] }}{% endif -%}
    {%- endif -%}
{%- endmacro %}

{#- A data test looks at the rows that were made anew: the others passed it when they were. -#}
{% macro duckdb__get_where_subquery(relation) -%}
    {%- set tested = graph.nodes.get('model.nianbao.' ~ relation.identifier) if execute -%}
    {%- set anew = made_anew(tested.config.meta) if tested else '' -%}
    {%- if anew -%}
    (select * from {{ relation }} where {{ anew }}) as anew
    {%- else -%}
    {{ relation }}
    {%- endif -%}
{%- endmacro %}
