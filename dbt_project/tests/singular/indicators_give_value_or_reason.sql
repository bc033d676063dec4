-- Without this, a county could vanish from a comparison with nothing said about why.
select
    report_id,
    indicator_code
from {{ ref('int_indicators__by_report') }}
where
    value is null
    and why_not is null
