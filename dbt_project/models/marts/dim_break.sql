select
    break_code,
    kind,
    cast(first_year as smallint) as first_year,
    cast(last_year as smallint) as last_year,
    label_zh,
    label_en,
    expect_zh,
    expect_en
from {{ ref('breaks') }}
