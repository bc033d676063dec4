{{ config(materialized='incremental', meta={'made_anew': 'division_code'}) }}

with reports as (

    select * from {{ ref('int_reports__current') }}

),

grades as (

    select * from {{ ref('int_reports__graded') }}

)

select
    reports.report_id,
    reports.document_id,
    reports.division_code,
    reports.issuer_name,
    reports.scope,
    reports.report_year,
    reports.form_version,
    reports.title,
    reports.published_on,
    reports.source_url,
    cast(reports.days_late as integer) as days_late,
    grades.quality_grade,
    grades.checks_passed,
    grades.checks_failed,
    grades.checks_not_evaluated,
    reports.first_document_id,
    reports.document_count,
    reports.version_count,
    reports.current_reason,
    reports.withdrawn_at,
    grades.article20_grade,
    grades.applications_grade,
    grades.reviews_grade,
    series.series_code,
    cast(vectors.applications_vector as varchar) as applications_fingerprint,
    coalesce(vectors.applications_figures, 0) as applications_figures
from reports
inner join grades on reports.report_id = grades.report_id
inner join {{ ref('int_reports__series') }} as series on reports.report_id = series.report_id
left join {{ ref('int_reports__vectors') }} as vectors on reports.report_id = vectors.report_id
