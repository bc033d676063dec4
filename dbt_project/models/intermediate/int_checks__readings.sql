-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
select
    claims.claim_code,
    claims.checks as check_code,
    claims.unit,
    cast(readings.reading_no as integer) as reading_no,
    readings.reading_code,
    readings.is_accepted = 'true' as is_accepted,
    cells.form_version,
    readings.part,
    cast(readings.coefficient as integer) as coefficient,
    cells.cell_no
from {{ ref('claim_readings') }} as readings
inner join {{ ref('claims') }} as claims on readings.claim_code = claims.claim_code
inner join {{ ref('int_forms__cells') }} as cells
    on
        readings.table_name = cells.table_name
        and (
            readings.row_code = cells.row_code
            or (
                starts_with(readings.row_code, '@')
                and (substr(readings.row_code, 2), cells.row_code) in (
                    select (group_code, code) from {{ ref('cell_groups') }}
                )
            )
        )
        and (
            readings.col_code = cells.col_code
            or (
                starts_with(readings.col_code, '@')
                and (substr(readings.col_code, 2), cells.col_code) in (
                    select (group_code, code) from {{ ref('cell_groups') }}
                )
            )
        )
