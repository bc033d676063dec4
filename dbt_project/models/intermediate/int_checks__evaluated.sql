-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
with reports as (

    select
        report_id,
        form_version,
        parse_status
    from {{ ref('int_reports__current') }}

),

terms as (

    select * from {{ ref('int_checks__terms') }}

),

cells as (

    select * from {{ ref('int_cells__unioned') }}

),

-- A check has one instance per member: R-ROW one per row of the form, R-BAL one per applicant.
instances as (

    select
        check_code,
        form_version,
        member,
        any_value(table_name) as table_name,
        count(*) filter (where side = 'left') as left_cells,
        count(*) filter (where side = 'right') as right_cells
    from terms
    group by check_code, form_version, member

),

observed as (

    select
        cells.report_id,
        terms.check_code,
        terms.member,
        sum(cells.value) filter (where terms.side = 'left' and cells.cell_status = 'reported') as left_sum,
        count(*) filter (where terms.side = 'left' and cells.cell_status = 'reported') as left_reported,
        count(*) filter (where terms.side = 'left' and cells.cell_status = 'blank') as left_blank,
        count(*) filter (where terms.side = 'left' and cells.cell_status = 'dash') as left_dash,
        sum(cells.value) filter (where terms.side = 'right' and cells.cell_status = 'reported') as right_sum,
        count(*) filter (where terms.side = 'right' and cells.cell_status = 'reported') as right_reported,
        count(*) filter (where terms.side = 'right' and cells.cell_status = 'blank') as right_blank,
        count(*) filter (where terms.side = 'right' and cells.cell_status = 'dash') as right_dash,
        count(*) filter (where cells.cell_status in ('unreadable', 'ambiguous')) as printed_unread
    from cells
    inner join terms
        on
            cells.form_version = terms.form_version
            and cells.table_name = terms.table_name
            and cells.row_code = terms.row_code
            and cells.col_code = terms.col_code
    group by cells.report_id, terms.check_code, terms.member

),

-- A total left out of a table with figures is a habit of the office; a table without any is another matter.
printed as (

    select distinct
        report_id,
        table_name
    from cells
    where cell_status = 'reported'

),

-- Cells of the form that the document lacks have no row: they are what is left of the instance's count.
counted as (

    select
        reports.report_id,
        reports.parse_status,
        instances.check_code,
        instances.member,
        checks.kind,
        checks.severity,
        coalesce(observed.left_sum, 0) as left_sum,
        coalesce(observed.left_reported, 0) as left_reported,
        coalesce(observed.left_blank, 0) as left_blank,
        coalesce(observed.left_dash, 0) as left_dash,
        instances.left_cells
        - coalesce(observed.left_reported + observed.left_blank + observed.left_dash, 0) as left_unread,
        coalesce(observed.right_sum, 0) as right_sum,
        coalesce(observed.right_reported, 0) as right_reported,
        coalesce(observed.right_blank, 0) as right_blank,
        coalesce(observed.right_dash, 0) as right_dash,
        instances.right_cells
        - coalesce(observed.right_reported + observed.right_blank + observed.right_dash, 0) as right_unread,
        coalesce(observed.printed_unread, 0) as printed_unread,
        printed.report_id is not null as is_table_printed
    from reports
    inner join instances on reports.form_version = instances.form_version
    inner join {{ ref('checks') }} as checks on instances.check_code = checks.check_code
    left join observed
        on
            reports.report_id = observed.report_id
            and instances.check_code = observed.check_code
            and instances.member = observed.member
    left join printed
        on
            reports.report_id = printed.report_id
            and instances.table_name = printed.table_name

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

),

measured as (

    select
        report_id,
        parse_status,
        check_code,
        member,
        severity,
        reason_code,
        case
            when reason_code in ('closed', 'closed_empty_as_zero') then true
            when reason_code in ('exceeds_total', 'short_of_total') then false
        end as passed,
        case when left_reported + right_reported > 0 then left_sum end as expected,
        case
            when kind = 'sum' and right_reported > 0 then right_sum
            when kind = 'balance' and left_reported + right_reported > 0 then right_sum
        end as actual,
        left_reported + right_reported as cells_reported,
        left_blank + right_blank as cells_blank,
        left_dash + right_dash as cells_dash,
        left_unread + right_unread as cells_not_readable
    from judged

),

-- One row per check that the report's form cannot answer; a document without a form has none.
not_in_form as (

    select
        reports.report_id,
        reports.parse_status,
        checks.check_code,
        '' as member,
        checks.severity,
        'not_in_form' as reason_code,
        null::boolean as passed,
        null::decimal(38, 4) as expected,
        null::decimal(38, 4) as actual,
        0 as cells_reported,
        0 as cells_blank,
        0 as cells_dash,
        0 as cells_not_readable
    from reports
    cross join {{ ref('checks') }} as checks
    where
        reports.form_version <> 'none'
        and not exists (
            select 1
            from instances
            where
                instances.form_version = reports.form_version
                and instances.check_code = checks.check_code
        )

),

evaluated as (

    select * from measured
    union all
    select * from not_in_form

)

select
    evaluated.report_id,
    evaluated.check_code,
    evaluated.member,
    evaluated.passed,
    evaluated.reason_code,
    cast(evaluated.expected as decimal(38, 4)) as expected,
    cast(evaluated.actual as decimal(38, 4)) as actual,
    cast(evaluated.actual - evaluated.expected as decimal(38, 4)) as residual,
    evaluated.severity,
    -- Figures read in full from clean markup are the office's own; of others we cannot be sure.
    case
        when evaluated.passed = false and evaluated.parse_status = 'ok' then 'source'
        when evaluated.passed = false then 'unknown'
    end as responsibility,
    concat_ws(
        ' | ',
        reasons.label_zh || coalesce(
            '：应为 ' || rtrim(rtrim(cast(evaluated.expected as varchar), '0'), '.')
            || '，实为 ' || rtrim(rtrim(cast(evaluated.actual as varchar), '0'), '.'),
            ''
        ),
        reasons.label_en || coalesce(
            ': expected ' || rtrim(rtrim(cast(evaluated.expected as varchar), '0'), '.')
            || ', found ' || rtrim(rtrim(cast(evaluated.actual as varchar), '0'), '.'),
            ''
        )
    ) as detail,
    case
        when evaluated.reason_code = 'residual_in_one_blank'
            then cast(abs(evaluated.actual - evaluated.expected) as decimal(38, 4))
    end as implied_value,
    cast(evaluated.cells_reported as integer) as cells_reported,
    cast(evaluated.cells_blank as integer) as cells_blank,
    cast(evaluated.cells_dash as integer) as cells_dash,
    cast(evaluated.cells_not_readable as integer) as cells_not_readable
from evaluated
left join {{ ref('reasons') }} as reasons on evaluated.reason_code = reasons.reason_code
