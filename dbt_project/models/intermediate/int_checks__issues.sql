{{ config(materialized='view') }}

select
    reports.report_no,
    issues.severity,
    issues.issue_code,
    issues.message
from {{ ref('stg_archive__issues') }} as issues
inner join {{ ref('int_checks__reports') }} as reports on issues.document_id = reports.document_id
