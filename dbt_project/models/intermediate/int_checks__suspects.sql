-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
-- One wrong cell leaves the same difference, signed, in every sum that holds it, and in no other.
-- Of the few reports where one fails: those of all reports by all their cells would be the dearest join.
with sums as (

    select
        report_no,
        instance_no,
        passed,
        expected - actual as excess
    from {{ ref('int_checks__sums') }}
    where
        passed is not null
        and not is_stand_in
        and report_no in (
            select report_no
            from {{ ref('int_checks__sums') }}
            where passed = false and not is_stand_in
        )

),

failed as (

    select
        sums.report_no,
        sums.instance_no,
        terms.table_name,
        terms.cell_no,
        case terms.side when 'left' then sums.excess else -sums.excess end as too_high
    from sums
    inner join {{ ref('int_checks__terms') }} as terms on sums.instance_no = terms.instance_no
    where not sums.passed

),

pointed as (

    select
        report_no,
        table_name,
        cell_no,
        count(*) as failed_sums,
        min(too_high) as too_high
    from failed
    group by report_no, table_name, cell_no
    having min(too_high) = max(too_high)

),

-- A sum that closes speaks against each of its cells; a count cannot have been meant to be negative.
candidates as (

    select
        pointed.report_no,
        pointed.table_name,
        pointed.cell_no,
        pointed.failed_sums,
        any_value(cells.value - pointed.too_high) as implied_value
    from pointed
    inner join {{ ref('int_checks__cells') }} as cells
        on pointed.report_no = cells.report_no and pointed.cell_no = cells.cell_no
    inner join {{ ref('int_checks__terms') }} as terms on pointed.cell_no = terms.cell_no
    inner join sums on pointed.report_no = sums.report_no and terms.instance_no = sums.instance_no
    where cells.value >= pointed.too_high
    group by pointed.report_no, pointed.table_name, pointed.cell_no, pointed.failed_sums
    having count(*) = pointed.failed_sums

),

all_failed as (

    select
        report_no,
        table_name,
        count(distinct instance_no) as failed_sums
    from failed
    group by report_no, table_name

),

-- The one cell that accounts for all sums of its table that fail; or one that two sums or more point to, where no
-- other such cell shares a sum with it.
ranked as (

    select
        candidates.report_no,
        candidates.cell_no,
        candidates.implied_value,
        failed.instance_no,
        candidates.failed_sums = all_failed.failed_sums as explains_all,
        count(*) filter (where candidates.failed_sums = all_failed.failed_sums) over (
            partition by candidates.report_no, failed.instance_no
        ) as full_rivals,
        count(*) filter (where candidates.failed_sums >= 2) over (
            partition by candidates.report_no, failed.instance_no
        ) as strong_rivals
    from candidates
    inner join all_failed
        on candidates.report_no = all_failed.report_no and candidates.table_name = all_failed.table_name
    inner join failed on candidates.report_no = failed.report_no and candidates.cell_no = failed.cell_no

),

chosen as (

    select
        *,
        bool_and(explains_all and full_rivals = 1) over (partition by report_no, cell_no) as is_only_one,
        bool_and(full_rivals = 0 and strong_rivals = 1) over (partition by report_no, cell_no)
        and count(*) over (partition by report_no, cell_no) >= 2 as is_uncontested
    from ranked

)

select
    chosen.report_no,
    chosen.instance_no,
    places.table_name || '/' || places.row_code || '/' || places.col_code as suspected_cell,
    chosen.implied_value as suspected_value
from chosen
inner join {{ ref('int_forms__cells') }} as places on chosen.cell_no = places.cell_no
where chosen.is_only_one or chosen.is_uncontested
