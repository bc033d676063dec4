{{ config(materialized='incremental', meta={'made_anew': 'division_code'}) }}

with reports as (

    select *
    from {{ ref('int_reports__current') }}
    where version_count > 1

)

select
    reports.report_id,
    cells.table_name,
    cells.row_code,
    cells.col_code,
    cells.value,
    cells.cell_status,
    cells.raw_text,
    cells.unit,
    cells.document_id,
    reports.division_code,
    reports.report_year,
    reports.scope
from reports
inner join {{ ref('int_documents__cells') }} as cells on reports.first_document_id = cells.document_id
