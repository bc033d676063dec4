-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
-- What a check is repeated over: {row} and {col} of its terms stand for these codes.
with members as (

    select distinct
        form_version,
        '' as member_axis,
        '' as member,
        cast(null as varchar) as row_code,
        cast(null as varchar) as col_code
    from {{ ref('int_forms__cells') }}

    union all

    select distinct
        form_version,
        case table_name when 'applications' then 'item' when 'reviews' then 'channel' else 'matter' end,
        row_code,
        row_code,
        cast(null as varchar)
    from {{ ref('int_forms__cells') }}

    union all

    select distinct
        form_version,
        'applicant',
        col_code,
        cast(null as varchar),
        col_code
    from {{ ref('int_forms__cells') }}
    where table_name = 'applications'

    union all

    select
        cells.form_version,
        'result_applicant',
        cells.row_code || '.' || cells.col_code,
        cells.row_code,
        cells.col_code
    from {{ ref('int_forms__cells') }} as cells
    inner join {{ ref('cell_groups') }} as results
        on cells.row_code = results.code and results.group_code = 'results'
    where cells.table_name = 'applications'

    union all

    select
        cells.form_version,
        'item_applicant',
        cells.row_code || '.' || cells.col_code,
        cells.row_code,
        cells.col_code
    from {{ ref('int_forms__cells') }} as cells
    inner join {{ ref('cell_groups') }} as applicants
        on cells.col_code = applicants.code and applicants.group_code = 'applicants'
    where cells.table_name = 'applications'

    union all

    select
        cells.form_version,
        'channel_outcome',
        cells.row_code || '.' || cells.col_code,
        cells.row_code,
        cells.col_code
    from {{ ref('int_forms__cells') }} as cells
    inner join {{ ref('cell_groups') }} as outcomes
        on cells.col_code = outcomes.code and outcomes.group_code = 'outcomes'
    where cells.table_name = 'reviews'

)

select
    checks.check_code,
    members.form_version,
    members.member,
    checks.kind,
    checks.instead_of,
    checks.table_name,
    cast(checks.threshold as decimal(38, 4)) as threshold,
    members.row_code,
    members.col_code,
    cast(row_number() over (order by checks.check_code, members.form_version, members.member) as integer)
    as instance_no
from {{ ref('checks') }} as checks
inner join members
    on
        coalesce(checks.member_axis, '') = members.member_axis
        and list_contains(string_split(checks.forms, ' '), members.form_version)
where checks.kind in ('sum', 'balance', 'at_most', 'below')
