{{ config(materialized='incremental', meta={'made_anew': 'division_code'}) }}

with reports as (

    select * from {{ ref('int_reports__current') }}

),

cells as (

    select * from {{ ref('stg_archive__applications') }}

)

select
    reports.report_id,
    reports.division_code,
    reports.scope,
    reports.report_year,
    cells.item_code,
    cells.applicant_code,
    cells.value,
    cells.cell_status,
    cells.raw_text,
    reports.form_version,
    reports.document_id,
    cells.table_no,
    cells.row_no,
    cells.col_no
from reports
inner join cells on reports.document_id = cells.document_id
