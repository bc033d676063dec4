{{ config(materialized='incremental', meta={'made_anew': 'document_id'}) }}

with issues as (

    select * from {{ ref('stg_archive__issues') }}

),

documents as (

    select * from {{ ref('stg_archive__documents') }}

),

versions as (

    select * from {{ ref('int_documents__versioned') }}

)

select
    issues.document_id,
    versions.report_id,
    documents.division_code,
    documents.report_year,
    issues.severity,
    issues.issue_code,
    issues.message,
    issues.context,
    documents.source_url
from issues
inner join documents on issues.document_id = documents.document_id
left join versions on issues.document_id = versions.document_id
