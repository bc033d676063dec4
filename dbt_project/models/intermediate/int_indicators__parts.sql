with terms as (

    select * from {{ ref('int_indicators__terms') }}

),

-- What a formula needs, by the form of the report it speaks about: on no other form does the indicator exist.
needs as (

    select distinct
        forms.form_version,
        parts.indicator_code,
        parts.part,
        parts.years_back
    from (select distinct indicator_code, form_version from terms where years_back = 0) as forms
    inner join (select distinct indicator_code, part, years_back from terms) as parts
        on forms.indicator_code = parts.indicator_code

),

reports as (

    select * from {{ ref('int_counties__linked') }}

),

-- Where the cells stand: in the report itself, or in that of the year before.
sources as (

    select
        report_id,
        form_version,
        0 as years_back,
        report_id as source_report_id,
        form_version as source_form_version,
        null as why_not
    from reports

    union all

    select
        report_id,
        form_version,
        1 as years_back,
        previous_report_id as source_report_id,
        previous_form_version as source_form_version,
        previous_why_not as why_not
    from reports

),

cells as (

    select
        report_id,
        table_name,
        row_code,
        col_code,
        value,
        cell_status in ('blank', 'dash') as is_empty,
        basis,
        why_not,
        failed_checks,
        null as detail
    from {{ ref('int_counties__cells') }}

    union all

    select
        report_id,
        table_name,
        row_code,
        col_code,
        value,
        false as is_empty,
        basis,
        why_not,
        null as failed_checks,
        detail
    from {{ ref('int_counties__facts') }}

),

used as (

    select
        sources.report_id,
        needs.indicator_code,
        needs.part,
        case terms.coefficient when -1 then -cells.value else cells.value end as value,
        cells.is_empty,
        cells.basis,
        case
            when sources.why_not is not null then sources.why_not
            when terms.indicator_code is null then 'form_changed'
            else cells.why_not
        end as why_not,
        cells.failed_checks,
        cells.detail
    from sources
    inner join needs
        on
            sources.form_version = needs.form_version
            and sources.years_back = needs.years_back
    left join terms
        on
            needs.indicator_code = terms.indicator_code
            and needs.part = terms.part
            and needs.years_back = terms.years_back
            and sources.source_form_version = terms.form_version
            and sources.why_not is null
    left join cells
        on
            sources.source_report_id = cells.report_id
            and terms.table_name = cells.table_name
            and terms.row_code = cells.row_code
            and terms.col_code = cells.col_code

)

-- A part with one unknown cell is unknown: a sum of what happens to be known would pass for the whole.
select
    report_id,
    indicator_code,
    part,
    case when count(*) = count(value) then sum(value) end as value,
    cast(count(*) filter (where is_empty) as integer) as cells_empty,
    list_sort(list_distinct(list(basis) filter (where basis is not null))) as basis,
    -- The reason that no other cell could mend comes first.
    arg_min(
        why_not,
        list_position(
            [
                'no_previous', 'division_changed', 'scope_changed', 'form_changed', 'cell_not_readable',
                'unit_unknown', 'blank', 'no_population', 'no_date', 'not_stated', 'claims_disagree',
            ],
            why_not
        )
    ) as why_not,
    list_sort(list_distinct(flatten(list(failed_checks) filter (where failed_checks is not null))))
        as failed_checks,
    max(detail) as detail
from used
group by report_id, indicator_code, part
