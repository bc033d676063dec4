-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
with instances as (

    select
        instance_no,
        check_code,
        form_version,
        member,
        kind,
        any_value(table_name) as table_name,
        any_value(is_stand_in) as is_stand_in,
        count(*) filter (where side = 'left') as left_cells,
        count(*) filter (where side = 'right') as right_cells
    from {{ ref('int_checks__terms') }}
    where kind in ('sum', 'balance')
    group by instance_no, check_code, form_version, member, kind

),

terms as (

    select
        instance_no,
        cell_no,
        side = 'left' as is_left
    from {{ ref('int_checks__terms') }}
    where kind in ('sum', 'balance')

),

observed as (

    select
        cells.report_no,
        terms.instance_no,
        sum(cells.value) filter (where terms.is_left) as left_sum,
        sum(cells.value) filter (where not terms.is_left) as right_sum,
        count(*) filter (where terms.is_left and cells.cell_status = 'reported') as left_reported,
        count(*) filter (where terms.is_left and cells.cell_status = 'blank') as left_blank,
        count(*) filter (where terms.is_left and cells.cell_status = 'dash') as left_dash,
        count(*) filter (where not terms.is_left and cells.cell_status = 'reported') as right_reported,
        count(*) filter (where not terms.is_left and cells.cell_status = 'blank') as right_blank,
        count(*) filter (where not terms.is_left and cells.cell_status = 'dash') as right_dash,
        count(*) filter (where cells.cell_status in ('unreadable', 'ambiguous')) as printed_unread
    from {{ ref('int_checks__cells') }} as cells
    inner join terms on cells.cell_no = terms.cell_no
    group by cells.report_no, terms.instance_no

),

-- Cells of the form that the document lacks have no row: they are what is left of the instance's count.
counted as (

    select
        reports.report_no,
        instances.instance_no,
        instances.check_code,
        instances.member,
        instances.kind,
        instances.is_stand_in,
        coalesce(observed.left_sum, 0) as left_sum,
        coalesce(observed.right_sum, 0) as right_sum,
        coalesce(observed.left_reported, 0) as left_reported,
        coalesce(observed.left_blank, 0) as left_blank,
        coalesce(observed.left_dash, 0) as left_dash,
        instances.left_cells
        - coalesce(observed.left_reported + observed.left_blank + observed.left_dash, 0) as left_unread,
        coalesce(observed.right_reported, 0) as right_reported,
        coalesce(observed.right_blank, 0) as right_blank,
        coalesce(observed.right_dash, 0) as right_dash,
        instances.right_cells
        - coalesce(observed.right_reported + observed.right_blank + observed.right_dash, 0) as right_unread,
        coalesce(observed.printed_unread, 0) as printed_unread,
        tables.cells_reported > 0 as is_table_printed
    from {{ ref('int_checks__reports') }} as reports
    inner join instances on reports.form_version = instances.form_version
    inner join {{ ref('int_checks__tables') }} as tables
        on
            reports.report_no = tables.report_no
            and instances.table_name = tables.table_name
    left join observed
        on
            reports.report_no = observed.report_no
            and instances.instance_no = observed.instance_no

),

-- The short side of a sum is its parts: only an empty part can make up what they lack.
sided as (

    select
        *,
        case when left_sum <= right_sum then left_blank else right_blank end as short_blank,
        case when left_sum <= right_sum then left_unread else right_unread end as short_unread,
        left_blank + left_dash + case when kind = 'balance' then right_blank + right_dash else 0 end as empty_cells,
        left_unread + case when kind = 'balance' then right_unread else 0 end as unread_cells
    from counted

),

-- The order of the branches is the rule: each assumes that none above it applied.
judged as (

    select
        *,
        case
            when
                kind = 'sum' and is_table_printed and left_reported + right_reported = 0 and left_unread = 0
                and right_unread = 0 then 'total_not_printed'
            when left_reported + right_reported = 0 and printed_unread = 0 then 'empty_table'
            when left_reported + right_reported = 0 then 'cell_not_readable'
            when kind = 'sum' and right_reported = 0 and left_unread > 0 then 'cell_not_readable'
            when kind = 'sum' and right_reported = 0 then 'total_not_printed'
            when left_sum = right_sum and unread_cells > 0 then 'cell_not_readable'
            when left_sum = right_sum and empty_cells = 0 then 'closed'
            when left_sum = right_sum then 'closed_empty_as_zero'
            when short_unread > 0 then 'cell_not_readable'
            when short_blank = 0 and left_sum > right_sum then 'exceeds_total'
            when short_blank = 0 then 'short_of_total'
            when unread_cells > 0 then 'cell_not_readable'
            when short_blank = 1 then 'residual_in_one_blank'
            else 'residual_in_blanks'
        end as reason_code
    from sided

)

select
    report_no,
    instance_no,
    check_code,
    member,
    is_stand_in,
    case
        when reason_code in ('closed', 'closed_empty_as_zero') then true
        when reason_code in ('exceeds_total', 'short_of_total') then false
    end as passed,
    reason_code,
    case when left_reported + right_reported > 0 then left_sum end as expected,
    case
        when kind = 'sum' and right_reported > 0 then right_sum
        when kind = 'balance' and left_reported + right_reported > 0 then right_sum
    end as actual,
    cast(left_reported as integer) as left_reported,
    cast(left_reported + right_reported as integer) as cells_reported,
    cast(left_blank + right_blank as integer) as cells_blank,
    cast(left_dash + right_dash as integer) as cells_dash,
    cast(left_unread + right_unread as integer) as cells_not_readable
from judged
