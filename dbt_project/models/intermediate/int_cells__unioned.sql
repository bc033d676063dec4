{{ config(materialized='view') }}

with reports as (

    select
        report_id,
        document_id,
        form_version
    from {{ ref('int_reports__current') }}

)

select
    reports.report_id,
    reports.form_version,
    'article20' as table_name,
    cells.item_code as row_code,
    cells.measure_code as col_code,
    cast(cells.value as decimal(38, 4)) as value,
    cells.unit,
    cells.cell_status
from reports
inner join {{ ref('stg_archive__article20') }} as cells on reports.document_id = cells.document_id

union all

select
    reports.report_id,
    reports.form_version,
    'applications' as table_name,
    cells.item_code as row_code,
    cells.applicant_code as col_code,
    cast(cells.value as decimal(38, 4)) as value,
    'count' as unit,
    cells.cell_status
from reports
inner join {{ ref('stg_archive__applications') }} as cells on reports.document_id = cells.document_id

union all

select
    reports.report_id,
    reports.form_version,
    'reviews' as table_name,
    cells.channel_code as row_code,
    cells.outcome_code as col_code,
    cast(cells.value as decimal(38, 4)) as value,
    'count' as unit,
    cells.cell_status
from reports
inner join {{ ref('stg_archive__reviews') }} as cells on reports.document_id = cells.document_id
