{#- The figures of province_year and national_year, in their order and published types. -#}
{% macro aggregate_columns(relation) -%}
    {%- for column in ['pooled_value', 'mean_value', 'median_value'] %}
    {{ relation }}.{{ column }},
    {%- endfor %}
    {%- for column in ['numerator', 'denominator'] %}
    cast({{ relation }}.{{ column }} as decimal(38, 4)) as {{ column }},
    {%- endfor %}
    {%- for column in ['counties_with_value', 'counties'] %}
    cast({{ relation }}.{{ column }} as integer) as {{ column }},
    {%- endfor %}
    {{ relation }}.coverage,
    {%- for column in [
        'counties_with_report', 'counties_with_office_only', 'counties_with_zero_denominator', 'counties_disputed',
        'panel_counties',
    ] %}
    cast({{ relation }}.{{ column }} as integer) as {{ column }},
    {%- endfor %}
    cast({{ relation }}.panel_first_year as smallint) as panel_first_year,
    {{ relation }}.panel_value
{%- endmacro %}
