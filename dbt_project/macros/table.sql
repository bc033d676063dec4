{#-
    A table in one statement. dbt's own makes it beside the one that is there, renames both and drops the old one, so
    that readers find a table at any time; a build has its file to itself, and those steps take a third of its time
    with few documents.
-#}
{% materialization table, adapter="duckdb" %}
    {{ return(in_one_statement(made_statement())) }}
{% endmaterialization %}

{#- A mart that keeps the rows a night does not make anew, see made_anew.sql. -#}
{% materialization incremental, adapter="duckdb" %}
    {%- set anew = made_anew(config.get("meta")) -%}
    {{ return(in_one_statement(replaced_statement(anew) if anew else made_statement())) }}
{% endmaterialization %}

{% macro in_one_statement(sql) %}
    {{ run_hooks(pre_hooks) }}
    {% call statement("main") %}{{ sql }}{% endcall %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({"relations": [this.incorporate(type="table")]}) }}
{% endmacro %}

{% macro made_statement() %}
    {%- if config.get("contract").enforced -%}
        create or replace table {{ this }} {{ get_table_columns_and_constraints() }};
        {{ added_statement() }}
    {%- else -%}
        create or replace table {{ this }} as ({{ model.compiled_code }})
    {%- endif -%}
{% endmacro %}

{% macro replaced_statement(anew) %}
    delete from {{ this }} where {{ anew }};
    {{ added_statement() }}
{% endmacro %}

{% macro added_statement() %}
    {{ get_assert_columns_equivalent(model.compiled_code) }}
    insert into {{ this }} {{ get_column_names() }} ({{ get_select_subquery(model.compiled_code) }})
{% endmacro %}
