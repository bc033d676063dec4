{{ config(
    materialized='incremental',
    meta={
        'made_anew': 'left(report_id, 6)',
        'also_anew': "check_code in (select check_code from scratch.seeds.checks where kind = 'between_counties')",
    }
) }}

with results as (

    select * from {{ ref('int_checks__worded') }}

    union all by name

    select * from {{ ref('int_checks__between') }}

)

select
    report_id,
    check_code,
    member,
    passed,
    reason_code,
    expected,
    actual,
    residual,
    severity,
    responsibility,
    detail,
    implied_value,
    cells_reported,
    cells_blank,
    cells_dash,
    cells_not_readable,
    explanation_code,
    suspected_cell,
    suspected_value,
    counterpart_id
from results
