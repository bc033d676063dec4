{{ config(materialized='view') }}

with reports as (

    select * from {{ ref('int_counties__reports') }}

),

terms as (

    select * from {{ ref('indicator_terms') }}

),

evaluated as (

    select * from {{ ref('int_checks__evaluated') }}

),

-- Residents of the county are one more cell, so that a rate per resident is a ratio like any other.
cells as (

    select
        report_id,
        table_name,
        row_code,
        col_code,
        value,
        unit,
        cell_status
    from {{ ref('int_cells__unioned') }}

    union all

    select
        reports.report_id,
        'population' as table_name,
        'residents' as row_code,
        'residents' as col_code,
        cast(population.residents as decimal(38, 4)) as value,
        'count' as unit,
        'reported' as cell_status
    from reports
    inner join {{ ref('stg_reference__population') }} as population
        on
            reports.division_code = population.division_code
            and reports.report_year = population.report_year
            and population.residents is not null

),

used as (

    select
        reports.report_id,
        reports.form_version,
        terms.indicator_code,
        terms.part,
        terms.table_name,
        terms.row_code,
        terms.col_code,
        cells.value,
        cells.unit,
        coalesce(cells.cell_status, 'missing') as cell_status
    from reports
    inner join terms on reports.form_version = terms.form_version
    left join cells
        on
            reports.report_id = cells.report_id
            and terms.table_name = cells.table_name
            and terms.row_code = cells.row_code
            and terms.col_code = cells.col_code

),

-- A row total that was not printed is the sum of its printed parts.
derived_totals as (

    select
        report_id,
        member as row_code,
        expected
    from evaluated
    where
        check_code = 'R-ROW'
        and reason_code = 'total_not_printed'
        and expected is not null

),

-- An empty cell is zero only where a sum that contains it closes without it.
proven_zeros as (

    select
        used.report_id,
        used.table_name,
        used.row_code,
        used.col_code
    from used
    inner join {{ ref('int_checks__terms') }} as check_terms
        on
            used.form_version = check_terms.form_version
            and used.table_name = check_terms.table_name
            and used.row_code = check_terms.row_code
            and used.col_code = check_terms.col_code
    inner join evaluated
        on
            used.report_id = evaluated.report_id
            and check_terms.check_code = evaluated.check_code
            and check_terms.member = evaluated.member
            and evaluated.reason_code = 'closed_empty_as_zero'
    where used.cell_status in ('blank', 'dash')
    group by used.report_id, used.table_name, used.row_code, used.col_code

)

select
    used.report_id,
    used.indicator_code,
    used.part,
    used.table_name,
    used.row_code,
    used.col_code,
    used.cell_status,
    case
        when used.cell_status = 'reported' and used.unit = 'unknown' then null
        when used.cell_status = 'reported' then used.value
        when used.cell_status not in ('blank', 'dash') then null
        when derived_totals.report_id is not null then derived_totals.expected
        when proven_zeros.report_id is not null then 0
    end as value,
    case
        when used.cell_status not in ('blank', 'dash') then null
        when derived_totals.report_id is not null then 'derived_total'
        when proven_zeros.report_id is not null then 'empty_as_zero'
    end as basis,
    case
        when used.cell_status = 'reported' and used.unit = 'unknown' then 'unit_unknown'
        when used.cell_status = 'reported' then null
        when used.table_name = 'population' then 'no_population'
        when used.cell_status not in ('blank', 'dash') then 'cell_not_readable'
        when derived_totals.report_id is null and proven_zeros.report_id is null then 'blank'
    end as why_not
from used
left join derived_totals
    on
        used.report_id = derived_totals.report_id
        and used.table_name = 'applications'
        and used.col_code = 'total'
        and used.row_code = derived_totals.row_code
left join proven_zeros
    on
        used.report_id = proven_zeros.report_id
        and used.table_name = proven_zeros.table_name
        and used.row_code = proven_zeros.row_code
        and used.col_code = proven_zeros.col_code
