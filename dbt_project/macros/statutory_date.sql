{#-
    The last day a report for `report_year` may be published: 31 March of the next year for the report of a
    people's government, 31 January for every other body. Before the Regulation as revised in 2019 (report
    years up to 2018) it was 31 March for all.
-#}
{% macro statutory_date(scope, report_year) -%}
    case
        when {{ scope }} = 'government' or {{ report_year }} < 2019 then make_date({{ report_year }} + 1, 3, 31)
        else make_date({{ report_year }} + 1, 1, 31)
    end
{%- endmacro %}
