{{ config(materialized='view') }}

select
    reports.report_no,
    sections.section_no,
    sections.text
from {{ ref('stg_archive__sections') }} as sections
inner join {{ ref('int_checks__reports') }} as reports on sections.document_id = reports.document_id
