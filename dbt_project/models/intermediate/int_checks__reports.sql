-- What the checks ask of a report, under a number: many millions of rows are joined and grouped by it.
select
    cast(row_number() over (order by reports.report_id) as integer) as report_no,
    reports.report_id,
    reports.document_id,
    reports.form_version,
    documents.layout,
    reports.scope,
    cast(reports.report_year as integer) as report_year,
    reports.title,
    reports.published_on
from {{ ref('int_reports__current') }} as reports
inner join {{ ref('stg_archive__documents') }} as documents on reports.document_id = documents.document_id
