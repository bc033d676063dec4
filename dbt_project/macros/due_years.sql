{#-
    [first, last] report year that coverage is stated for: NIANBAO_YEARS ("2019-2023", or one year), or else
    2008, the first year reports were due for (the disclosure regulations came into force on 1 May 2008), up to
    the year before `today`.
-#}
{% macro due_years() %}
    {%- set given = env_var('NIANBAO_YEARS', '') -%}
    {%- if not given -%}
        {%- set today = var('today') or run_started_at.strftime('%Y-%m-%d') -%}
        {{ return([2008, today[:4] | int - 1]) }}
    {%- endif -%}
    {%- set years = given.split('-') -%}
    {%- if not modules.re.fullmatch('[0-9]{4}(-[0-9]{4})?', given) or years[0] > years[-1] -%}
        {{ exceptions.raise_compiler_error(
            "NIANBAO_YEARS: expected FIRST-LAST such as 2019-2023, or one year; found '" ~ given ~ "'"
        ) }}
    {%- endif -%}
    {{ return([years[0] | int, years[-1] | int]) }}
{% endmacro %}
