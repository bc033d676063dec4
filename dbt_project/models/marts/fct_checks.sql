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
    cells_not_readable
from {{ ref('int_checks__evaluated') }}
