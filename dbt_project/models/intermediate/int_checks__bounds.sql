-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
-- Bounds that stand in for a sum (instead_of) are asked only where that sum could not be evaluated: otherwise one
-- fault would be counted several times.
with open_sums as (

    select
        report_no,
        check_code,
        member
    from {{ ref('int_checks__sums') }}
    where reason_code in ('cell_not_readable', 'residual_in_one_blank', 'residual_in_blanks')

),

instances as (

    select
        instances.instance_no,
        instances.check_code,
        instances.form_version,
        instances.member,
        instances.kind,
        instances.instead_of,
        instances.threshold,
        -- The member of the sum: its row or its column, whichever the sum is repeated over.
        case instances.instead_of when 'R-CONC' then instances.col_code else instances.row_code end as sum_member,
        terms.left_cells,
        terms.right_cells
    from {{ ref('int_checks__instances') }} as instances
    inner join (
        select
            instance_no,
            count(*) filter (where side = 'left') as left_cells,
            count(*) filter (where side = 'right') as right_cells
        from {{ ref('int_checks__terms') }}
        group by instance_no
    ) as terms on instances.instance_no = terms.instance_no
    where instances.kind in ('at_most', 'below')

),

asked as (

    select
        reports.report_no,
        instances.instance_no
    from {{ ref('int_checks__reports') }} as reports
    inner join instances on reports.form_version = instances.form_version
    where instances.instead_of is null

    union all

    select
        reports.report_no,
        instances.instance_no
    from open_sums
    inner join {{ ref('int_checks__reports') }} as reports on open_sums.report_no = reports.report_no
    inner join instances
        on
            reports.form_version = instances.form_version
            and open_sums.check_code = instances.instead_of
            and open_sums.member = instances.sum_member

),

observed as (

    select
        asked.report_no,
        asked.instance_no,
        coalesce(sum(terms.coefficient * cells.value) filter (where terms.side = 'left'), 0) as left_sum,
        coalesce(sum(terms.coefficient * cells.value) filter (where terms.side = 'right'), 0) as right_sum,
        count(*) filter (where terms.side = 'left' and cells.cell_status = 'reported') as left_reported,
        count(*) filter (where terms.side = 'left' and cells.cell_status = 'blank') as left_blank,
        count(*) filter (where terms.side = 'left' and cells.cell_status = 'dash') as left_dash,
        count(*) filter (where terms.side = 'right' and cells.cell_status = 'reported') as right_reported,
        count(*) filter (where terms.side = 'right' and cells.cell_status = 'blank') as right_blank,
        count(*) filter (where terms.side = 'right' and cells.cell_status = 'dash') as right_dash,
        count(*) filter (where cells.cell_status in ('unreadable', 'ambiguous')) as printed_unread
    from asked
    inner join {{ ref('int_checks__terms') }} as terms on asked.instance_no = terms.instance_no
    left join {{ ref('int_checks__cells') }} as cells
        on
            asked.report_no = cells.report_no
            and terms.cell_no = cells.cell_no
    group by asked.report_no, asked.instance_no

),

counted as (

    select
        observed.*,
        instances.check_code,
        instances.member,
        instances.kind,
        instances.threshold,
        instances.left_cells,
        instances.right_cells,
        instances.left_cells - left_reported - left_blank - left_dash as left_unread,
        instances.right_cells - right_reported - right_blank - right_dash as right_unread,
        left_sum > right_sum or (instances.kind = 'below' and left_sum = right_sum) as is_exceeded
    from observed
    inner join instances on observed.instance_no = instances.instance_no

),

-- The order of the branches is the rule: each assumes that none above it applied.
judged as (

    select
        *,
        case
            when left_unread + right_unread > 0 and left_reported + right_reported + printed_unread = 0 then 'empty_table'
            when right_cells > 0 and right_reported = 0 and right_unread > 0 then 'cell_not_readable'
            when right_cells > 0 and right_reported = 0 then 'figure_not_printed'
            when right_sum < threshold and right_unread > 0 then 'cell_not_readable'
            when right_sum < threshold then 'below_threshold'
            when is_exceeded and right_unread > 0 then 'cell_not_readable'
            when is_exceeded and right_blank = 1 then 'residual_in_one_blank'
            when is_exceeded and right_blank > 1 then 'residual_in_blanks'
            when is_exceeded then 'exceeds_bound'
            when left_unread > 0 then 'cell_not_readable'
            when left_blank + left_dash + right_blank + right_dash > 0 then 'within_bound_empty_as_zero'
            else 'within_bound'
        end as reason_code
    from counted

)

select
    report_no,
    check_code,
    member,
    case
        when reason_code in ('within_bound', 'within_bound_empty_as_zero') then true
        when reason_code = 'exceeds_bound' then false
    end as passed,
    reason_code,
    case when right_cells = 0 or right_reported > 0 then right_sum end as expected,
    case when left_cells = 0 or left_reported > 0 then left_sum end as actual,
    cast(left_reported + right_reported as integer) as cells_reported,
    cast(left_blank + right_blank as integer) as cells_blank,
    cast(left_dash + right_dash as integer) as cells_dash,
    cast(left_unread + right_unread as integer) as cells_not_readable
from judged
