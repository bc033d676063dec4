{{ config(materialized='view') }}

select
    reports.report_id,
    reports.form_version,
    cells.table_name,
    cells.row_code,
    cells.col_code,
    cells.value,
    cells.unit,
    cells.cell_status
from {{ ref('int_reports__current') }} as reports
inner join {{ ref('int_documents__cells') }} as cells on reports.document_id = cells.document_id
