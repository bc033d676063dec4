{{ config(materialized='incremental', meta={'made_anew': 'division_code'}) }}

select
    division_code,
    report_year,
    indicator_code,
    numerator,
    denominator,
    value,
    why_not,
    basis,
    cells_empty,
    failed_checks,
    value_low,
    value_high,
    detail,
    scope,
    form_version,
    report_id
from {{ ref('int_indicators__by_report') }}
