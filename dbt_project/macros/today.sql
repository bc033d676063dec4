{#- The day the build is made for, as a SQL date: var `today`, or else the day the run started. -#}
{% macro today() -%}
    date '{{ var("today") or run_started_at.strftime("%Y-%m-%d") }}'
{%- endmacro %}
