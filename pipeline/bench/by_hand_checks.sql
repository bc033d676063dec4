-- Every check of every report, so that fct_checks has the rows that the build makes; judged as an analyst would who
-- knows the forms by heart: sums side by side, everything else from one wide row a report.

-- What is asked of single cells: a report in one row.
create temp table base as
with applications as (
    select report_no, max(value) filter (where r = 'new') as new, max(value) filter (where r = 'concluded') as concluded,
        max(value) filter (where r = 'carried_out') as carried_out,
        max(value) filter (where r = 'refused_state_secret') as secret, max(value) filter (where r = 'other_unpaid') as unpaid,
        sum(value) filter (where starts_with(r::varchar, 'refused')) as refused,
        max(value) filter (where r not in ('new', 'carried_in', 'carried_out', 'concluded')) as largest
    from printed where t = 'applications' and c = 'total' group by report_no
), vectors as (
    select report_no, sum(hash(r, c, value)) as vector, count(distinct value) as figures
    from printed where t = 'applications' and value <> 0 group by report_no
), columns_twice as (
    select report_no, count(*) - count(distinct drawn) as columns_twice from (
        select report_no, bit_xor(hash(r, value)) as drawn from printed
        where t = 'applications' and c <> 'total' and value <> 0 group by report_no, c having count(*) >= 5
    ) group by report_no
), rows_twice as (
    select report_no, count(*) filter (where drawn = above and figures >= 2) as rows_twice from (
        select *, lag(drawn) over (partition by report_no order by r) as above from (
            select report_no, r, bit_xor(hash(c, value)) filter (where value <> 0) as drawn,
                count(*) filter (where value > 0 and c <> 'total') as figures
            from printed where t = 'applications' group by report_no, r
        )
    ) group by report_no
), article20 as (
    select report_no, sum(value) filter (where r = 'rules') as rules,
        max(value) filter (where r = 'licences' and c = 'decisions') as licences,
        max(value) filter (where r = 'penalties' and c = 'decisions') as penalties,
        max(value) filter (where c in ('amount', 'amount_10k_yuan')) as amount,
        max(unit) filter (where c in ('amount', 'amount_10k_yuan')) as unit,
        max(odd_text) filter (where c in ('amount', 'amount_10k_yuan')) as amount_text,
        max(value) filter (where c = 'projects') as projects, count(*) filter (where c = 'change' and value <> 0) as changes,
        count(*) filter (where c = 'change' and value <> 0 and regexp_matches(odd_text, '[-－+＋−增减減↑↓]')) as signed,
        sum(hash(r, c, value)) filter (where value <> 0 and c in ('decisions', 'amount', 'amount_10k_yuan')) as vector20
    from printed where t = 'article20' group by report_no
), reviews as (
    select report_no, max(value) as direct from printed where r = 'litigation_direct' and c = 'total' group by report_no
), profile as (
    select report_no, count(*) filter (where found > 0) as tables_found, sum(above_zero) as above_zero, sum(tens) as tens,
        sum(years) as years
    from tables group by report_no
), filled as (
    select report_no, count(*) filter (where reason_code like 'residual%') as residuals,
        count(*) filter (where reason_code = 'total_not_printed' and left_reported > 0) as totals_missing,
        count(*) filter (where right_sum > 0 and left_reported = 0) as applicants_missing
    from sums where check_code in ('R-ROW', 'R-CONC', 'R-BAL', 'L-SUM') group by report_no
), sections as (
    select document_id, count(distinct section_no) as sections, max(length(text)) filter (where section_no = 5) as fifth,
        try_cast(max(regexp_extract(text, '(20\d\d)年1月1日', 1)) filter (where section_no <= 1) as integer) as period,
        bool_or(section_no = 6 and regexp_matches(text, '收费|缴费|费用|处理费')) as fees_told
    from read_parquet(getvariable('parquet') || '/sections/**/*.parquet', hive_partitioning = false) group by document_id
), claims as (
    select document_id, sum(value) filter (where claim_code like 'channel%') as by_channel,
        max(value) filter (where claim_code in ('new', 'received')) as received,
        max(value) filter (where claim_code = 'new') as said_new,
        count(*) filter (where claim_code in ('new', 'received', 'carried_in', 'concluded', 'carried_out')) as stated,
        max(value) filter (where claim_code = 'processing_fee_yuan') as fee,
        max(value) filter (where claim_code = 'items_published') as published,
        count(*) filter (where claim_code = 'other_year') as other_years,
        max(value) filter (where claim_code = 'yoy_count') as yoy
    from read_parquet(getvariable('parquet') || '/claims/**/*.parquet', hive_partitioning = false) group by document_id
), found as (
    select report_id, count(*) as versions, count(distinct source_url) as addresses
    from fct_documents where report_id is not null and duplicate_of is null group by report_id
), doubts as (
    select document_id, count(*) filter (where issue_code like '%conflict') as conflicts
    from read_parquet(getvariable('parquet') || '/issues/**/*.parquet', hive_partitioning = false) group by document_id
)
select *, form_version = '2021' as is_new
from numbered left join applications using (report_no) left join vectors using (report_no)
left join columns_twice using (report_no) left join rows_twice using (report_no) left join article20 using (report_no)
left join reviews using (report_no) left join profile using (report_no) left join filled using (report_no)
left join sections using (document_id) left join claims using (document_id) left join doubts using (document_id)
left join found using (report_id);

create temp table lines as
select report_no, r, form_version = '2021' as is_new, form_version = '2019' and r in ('rules', 'normative_documents') as is_old,
    form_version = '2019' and r not in ('rules', 'normative_documents', 'procurement') as is_stock,
    max(value) filter (where c = 'made') as made, max(value) filter (where c = 'in_force') as in_force,
    max(value) filter (where c = 'repealed') as repealed, max(value) filter (where c = 'produced') as produced,
    max(value) filter (where c = 'newly_disclosed') as newly, max(value) filter (where c = 'total_disclosed') as disclosed,
    max(value) filter (where c = 'items_last_year') as items, max(value) filter (where c = 'change') as change,
    max(value) filter (where c = 'decisions') as decisions
from printed where t = 'article20' and (form_version = '2019' or r in ('rules', 'normative_documents'))
group by report_no, r, form_version;

create temp table outlying as
with large as (
    select report_no, body_no, r, c, value from printed inner join numbered using (report_no) where value > 100
), medians as (
    select large.report_no, large.r, large.c, large.value
    from large inner join numbered as others on large.body_no = others.body_no and large.report_no <> others.report_no
    inner join printed as other
        on others.report_no = other.report_no and large.r = other.r and large.c = other.c and other.value is not null
    group by all having count(*) >= 2 and large.value > 20 * median(other.value)
)
select report_no, count(*) as outliers, max(value) as value from medians group by report_no;

create temp table wide as
select this.*, years.previous_no, previous.new as new_before, previous.vector as vector_before,
    previous.vector20 as vector20_before, stocks.equal_pairs, outlying.outliers, outlying.value as outlier,
    lag(this.report_year) over (partition by this.body_no order by this.report_year)
        as last_year,
    median(this.direct) filter (where this.report_year < 2024) over (
        partition by this.body_no) as direct_before,
    count(*) over (partition by this.report_year, this.vector) as twins,
    median(this.new) filter (where this.scope = 'government') over (
        partition by this.report_year, left(this.division_code, 2)) as peers_median
from base as this inner join years using (report_no) left join base as previous on years.previous_no = previous.report_no
left join outlying on this.report_no = outlying.report_no
left join (
    select report_no, count(*) filter (where change = items and change > 0) as equal_pairs from lines group by report_no
) as stocks on this.report_no = stocks.report_no;

-- Governments against their offices, and against all their bodies together.
create temp table bodies as
select whole.report_no, whole.t, whole.r, whole.c, whole.value, sum(part.value) as together, count(*) as parts,
    max(part.value) filter (where bodies.scope = 'office') as office
from numbered as governments inner join numbered as bodies using (division_code, report_year)
inner join printed as whole on governments.report_no = whole.report_no
inner join printed as part on bodies.report_no = part.report_no and whole.t = part.t and whole.r = part.r and whole.c = part.c
where governments.scope = 'government' and bodies.scope <> 'government' and whole.t <> 'article20'
    and whole.value is not null
group by all;
create temp table levels as
select report_no, t, count(*) filter (where value < office) as under_office,
    count(*) filter (where value <> together and r not in ('carried_in', 'carried_out')) as off,
    count(*) filter (where value <> together and r = 'carried_in' and c = 'total') as carried_in_off,
    count(*) filter (where value <> together and r = 'carried_out' and c = 'total') as carried_out_off
from bodies group by report_no, t;

create temp table results as
-- Sums; two of them only where others cannot be told.
with unsettled as (
    select distinct report_no, check_code from sums
    where not regexp_matches(reason_code, '^closed|_total$') and (left_reported + right_reported > 0 or member = 'total')
)
select report_no, check_code, member, reason_code, left_sum as expected, right_sum as actual,
    left_reported + right_reported as cells_reported, left_blank + right_blank as cells_blank, dashes as cells_dash,
    left_unread + right_unread as cells_not_readable,
    if(reason_code = 'residual_in_one_blank', abs(right_sum - left_sum), null) as implied_value
from sums where check_code not in ('R-GRAND', 'R-NEWGRAND') or (reason_code <> 'empty_table' and exists (
    from unsettled where unsettled.report_no = sums.report_no and case sums.check_code
        when 'R-GRAND' then unsettled.check_code in ('R-ROW', 'R-CONC') else unsettled.check_code = 'R-BAL' end))
union all by name
-- Bounds of the parts of sums that cannot be told.
select open_sums.report_no, case open_sums.check_code when 'R-ROW' then 'R-LE3' when 'R-CONC' then 'R-LE1' else 'L-LE' end
    as check_code, r || '.' || c as member, case when s not in ('reported', 'blank', 'dash') then 'cell_not_readable'
        when right_reported = 0 then 'figure_not_printed' when value > right_sum then 'exceeds_bound' else 'within_bound' end
    as reason_code, right_sum as expected, value as actual
from open_sums inner join printed on open_sums.report_no = printed.report_no and open_sums.t = printed.t and case check_code
    when 'R-CONC' then c = member and r not in ('new', 'carried_in', 'carried_out', 'concluded')
    else r = member and c <> 'total' end
where open_sums.check_code in ('R-ROW', 'R-CONC', 'L-SUM')
union all by name
select sums.report_no, 'R-PART' as check_code, member,
    if(value > 0 and left_sum - right_sum = value, 'violated', 'holds') as reason_code, value as expected,
    left_sum - right_sum as actual
from sums inner join printed on sums.report_no = printed.report_no and r = 'partly_granted' and c = member
where check_code = 'R-CONC' and reason_code in ('exceeds_total', 'short_of_total')
union all by name
-- Two years.
select report_no, check_code, member, case
        when previous_no is null then 'no_counterpart'
        when not is_comparable then 'form_changed'
        when left_reported + right_reported + unread = 0 then 'empty_table'
        when unread > 0 then 'cell_not_readable'
        when check_code in ('Y-CARRY', 'Y-CARRY-SUM', 'Y-DOC21', 'Y-DOC19', 'Y-ITEM19') then case
            when left_sum = right_sum then if(left_blank + right_blank + dashes > 0, 'closed_empty_as_zero', 'closed')
            when if(left_sum < right_sum, left_blank, right_blank) > 0 then 'residual_in_blanks' else 'violated' end
        when check_code in ('L-POST', 'X-05') then if(right_sum > left_sum, 'exceeds_bound', 'within_bound')
        when left_blank + right_blank + dashes > 0 then 'figure_not_printed'
        when case check_code when 'P-01' then greatest(left_sum, right_sum) < 20
            when 'P-08' then greatest(left_sum, right_sum) < 100 end then 'below_threshold'
        when case check_code when 'L-ZERO' then right_sum > 0 and left_sum = 0
            when 'Y-PENDING' then left_sum > 0 and right_sum = 0
            when 'A21-05' then right_sum > 0 and right_sum = left_sum - previous_sum and previous_sum > 2 * right_sum
            when 'Y-DOCBRIDGE' then right_sum not between left_sum / 5 and 5 * left_sum
            when 'U-02' then left_sum > 0 and right_sum > 0
                and abs(abs(log10((right_sum / left_sum)::double)) - 4) <= 0.3
            when 'P-01' then greatest(left_sum, right_sum) > 5 * least(left_sum, right_sum)
            when 'P-08' then greatest(left_sum, right_sum) > 10 * least(left_sum, right_sum) end then 'violated'
        else 'holds' end as reason_code, left_sum as expected, right_sum as actual,
    left_reported + right_reported as cells_reported, left_blank + right_blank as cells_blank, dashes as cells_dash,
    unread as cells_not_readable
from compared
where check_code <> 'Y-CARRY-SUM' or is_comparable and report_no not in (
    select report_no from compared where check_code = 'Y-CARRY' and member = 'total' and left_reported + right_reported = 2)
union all by name
-- One table, one row of it, one report at a time; a condition that is NULL cannot be told.
select report_no, one.c as check_code, one.m as member, case one.bad when true then 'violated' when false then 'holds'
    else 'figure_not_printed' end as reason_code, one.e as expected, one.a as actual
from (
    select report_no, unnest([
        {c: 'S-01', m: t, bad: reported + unread = 0, e: null, a: reported},
        {c: 'S-05', m: t, bad: blanks > 0 and zeros > 0, e: null, a: blanks},
        {c: 'S-12', m: t, bad: odd > 0, e: 0, a: odd}, {c: 'U-07', m: t, bad: large_units > 0, e: 0, a: large_units},
        {c: if(t <> 'article20', 'S-10', null), m: t, bad: decimals > 0, e: 0, a: decimals},
        {c: if(t <> 'article20', 'S-11', null), m: t, bad: negatives > 0, e: 0, a: negatives},
        {c: if(t = 'applications', 'S-03', null), m: '', bad: rows_found < if(form_version = '2019', 23, 25), e: null,
            a: rows_found},
        {c: if(t = 'applications', 'S-04', null), m: '', bad: columns_found < 7, e: 7, a: columns_found},
        {c: if(t = 'applications' and form_version = '2021', 'R-OTH21', null), m: '', bad: rows_found < 25, e: 25,
            a: rows_found},
        {c: if(t = 'reviews', 'S-15', null), m: '', bad: found <> 15, e: 15, a: found},
        {c: if(t = 'article20', if(form_version = '2019', 'A19-01', 'A21-01'), null), m: '', bad: decimals + negatives > 0,
            e: 0, a: decimals + negatives},
        {c: if(t = 'article20' and form_version = '2021', 'A21-07', null), m: '', bad: false, e: 0, a: 0}
    ]) as one from tables
    union all
    select report_no, unnest([
        {c: if(is_new, 'A21-06', null), m: r, bad: if(made is null, null, in_force is null), e: null, a: in_force},
        {c: if(is_new, 'A21-04', null), m: r, bad: made > coalesce(in_force, 0) + coalesce(repealed, 0), e: in_force, a: made},
        {c: if(is_old, 'A19-05', null), m: r, bad: newly > disclosed, e: disclosed, a: newly},
        {c: if(is_old, 'A19-06', null), m: r, bad: newly > produced, e: produced, a: newly},
        {c: if(is_stock, 'A19-03', null), m: r, bad: items + change < 0, e: 0, a: items + change},
        {c: if(is_stock, 'A19-11', null), m: r, bad: items >= 100000 or (items > 50 and items = coalesce(decisions, 0)),
            e: decisions, a: items},
        {c: if(is_stock and r <> 'fees', 'A19-04', null), m: r, e: decisions, a: items,
            bad: if(decisions is null, null, decisions > 0 and coalesce(items, 0) + greatest(change, 0) <= 0)}
    ]) as one from lines
    union all
    select report_no, unnest([
        {c: 'S-02', m: '', bad: tables_found < 3, e: 3, a: tables_found},
        {c: 'S-06', m: '', bad: residuals > 0, e: 0, a: residuals},
        {c: 'S-07', m: '', bad: totals_missing > 0, e: 0, a: totals_missing},
        {c: 'S-08', m: '', bad: applicants_missing > 0, e: 0, a: applicants_missing},
        {c: 'S-09', m: '', bad: (report_year >= 2021) <> is_new or report_year < 2019, e: null, a: report_year},
        {c: 'S-16', m: '', bad: sections <> 6, e: 6, a: sections}, {c: 'S-18', m: '', bad: fifth < 10, e: null, a: fifth},
        {c: 'X-07', m: '', bad: false, e: 0, a: 0},
        {c: 'P-11', m: '', bad: if(above_zero < 5, null, tens = above_zero), e: null, a: tens},
        {c: if(is_new, 'A21-02', null), m: '', bad: amount < 0, e: 0, a: amount},
        {c: if(is_new, 'A21-03', 'A19-07'), m: '', bad: rules > 0, e: 0, a: rules},
        {c: if(is_new, 'A21-08', null), m: '', bad: if(scope = 'government', licences <= 0 or penalties <= 0, null), e: null,
            a: least(licences, penalties)},
        {c: if(is_new, null, 'A19-02'), m: '', bad: if(changes is null, null, changes > 0 and signed = 0), e: null, a: changes},
        {c: if(is_new, null, 'A19-10'), m: '', bad: equal_pairs >= 3, e: null, a: equal_pairs},
        {c: if(is_new, null, 'A19-08'), m: '', bad: (coalesce(projects, 0) > 0) <> (coalesce(amount, 0) > 0), e: projects,
            a: amount},
        {c: if(is_new, null, 'A19-09'), m: '', bad: 10 * amount < projects or amount > 100000 * projects, e: projects,
            a: amount},
        {c: 'U-01', m: '', e: null, a: amount,
            bad: if(amount is null, null, coalesce(regexp_matches(amount_text, '[亿億]|(^|[^万萬亿億])元'), false))},
        {c: 'U-05', m: '', e: 1000000, a: amount,
            bad: amount >= 1000000 or coalesce(regexp_matches(amount_text, '[.．][0-9]{7}'), false)},
        {c: if(is_new, null, 'U-06'), m: '', bad: amount <> 0 and unit = 'unknown', e: null, a: amount},
        {c: 'P-03', m: '', bad: if(new < 20, null, 4 * carried_out > new), e: new, a: 4 * carried_out},
        {c: 'P-04', m: '', bad: if(concluded < 20, null, largest >= concluded), e: concluded, a: largest},
        {c: 'P-05', m: '', bad: coalesce(columns_twice, 0) > 0, e: 0, a: columns_twice},
        {c: 'P-06', m: '', bad: rows_twice > 0, e: 0, a: rows_twice},
        {c: 'P-09', m: '', bad: if(concluded < 20, null, 10 * secret > concluded), e: concluded, a: 10 * secret},
        {c: 'P-12', m: '', bad: years > 0, e: 0, a: years},
        {c: 'N-09', m: '', bad: by_channel <> received, e: received, a: by_channel},
        {c: 'N-19', m: '', bad: if(other_years + stated = 0, null, stated = 0), e: report_year, a: other_years},
        {c: 'N-20', m: '', bad: by_channel < published, e: published, a: by_channel},
        {c: if(is_new, 'X-01', null), m: '', bad: fee > 10000 * amount, e: amount, a: fee / 10000},
        {c: 'X-02', m: '', bad: if(fee is null, null, fee > 0 and report_year < 2021), e: 0, a: fee},
        {c: if(is_new, 'X-03', null), m: '', bad: unpaid > 0 and not fees_told, e: null, a: unpaid},
        {c: if(is_new, 'R-UNPAID', null), m: '', bad: unpaid > 0 and (report_year < 2021 or not fees_told), e: null, a: unpaid},
        {c: 'D-01', m: '', bad: not contains(title, report_year::varchar), e: report_year, a: null},
        {c: 'D-02', m: '', bad: coalesce(conflicts, 0) > 0, e: 0, a: conflicts},
        {c: 'D-03', m: '', bad: coalesce(conflicts, 0) > 0, e: 0, a: conflicts},
        {c: 'D-04', m: '', bad: addresses > 1, e: 1, a: addresses}, {c: 'D-06', m: '', bad: null, e: null, a: null},
        {c: 'D-07', m: '', bad: versions > 1, e: 1, a: versions}, {c: 'D-08', m: '', bad: days_late > 0, e: 0, a: days_late},
        {c: 'D-09', m: '', bad: year(published_on) <= report_year, e: report_year + 1, a: year(published_on)},
        {c: 'D-10', m: '', bad: period <> report_year, e: report_year, a: period},
        {c: 'N-11', m: 'yoy_count', bad: yoy <> new - new_before, e: new - new_before, a: yoy},
        {c: 'N-11', m: 'yoy_pct', bad: null, e: null, a: null},
        {c: 'Y-SIGN', m: '', bad: sign(yoy) <> sign(new - new_before), e: new - new_before, a: yoy},
        {c: 'Y-SCOPE', m: '', bad: if(previous_no is null or scope not in ('government', 'office'), null, false), e: null, a: null},
        {c: 'Y-GAP', m: '', bad: last_year < report_year - 1, e: report_year - 1, a: last_year},
        {c: 'Y-COPY', m: '', bad: vector = vector_before, e: null, a: null},
        {c: 'Y-COPYA20', m: '', bad: vector20 = vector20_before, e: null, a: null},
        {c: 'Y-RESTATE', m: '', bad: null, e: null, a: null},
        {c: 'L-DIRECT24', m: '', bad: if(report_year < 2024, null, direct >= 5 and refused > 0 and direct > direct_before / 2),
            e: direct_before / 2, a: direct},
        {c: 'P-02', m: '', bad: if(scope = 'government', new = 0 and peers_median >= 20, null), e: peers_median, a: new},
        {c: 'P-07', m: '', bad: coalesce(outliers, 0) > 0, e: null, a: outlier},
        {c: 'D-05', m: '', bad: if(figures < 5, null, twins > 1), e: 1, a: twins}
    ]) as one from wide
    union all
    select numbered.report_no, unnest([
        {c: 'H-01', m: 'applications', bad: max(under_office) filter (where t = 'applications') > 0, e: 0, a: null},
        {c: 'H-01', m: 'reviews', bad: max(under_office) filter (where t = 'reviews') > 0, e: 0, a: null},
        {c: 'H-02', m: 'applications', bad: max(off) filter (where t = 'applications') > 0, e: 0, a: max(off)},
        {c: 'H-02', m: 'reviews', bad: max(off) filter (where t = 'reviews') > 0, e: 0, a: max(off)},
        {c: 'H-04', m: 'carried_in', bad: max(carried_in_off) > 0, e: 0, a: null},
        {c: 'H-04', m: 'carried_out', bad: max(carried_out_off) > 0, e: 0, a: null}
    ]) from numbered left join levels using (report_no) where scope = 'government' group by numbered.report_no
    union all
    select report_no, unnest([{c: code, m: '', bad: null, e: null, a: null} for code in ['H-01', 'H-02', 'H-04']])
    from numbered where scope <> 'government'
    union all
    select report_no, {c: 'P-10', m: r, bad: if(total < 10, null, corrected >= total), e: total, a: corrected} from (
        select report_no, r, max(value) filter (where c = 'corrected') as corrected,
            max(value) filter (where c = 'total') as total from printed where t = 'reviews' group by report_no, r)
) where one.c is not null
union all by name
-- What the prose says was received, and the checks of the other form.
select report_no, 'N-01' as check_code, 'new' as member,
    case said_new = new when true then 'claim_agrees' when false then 'claim_differs' else 'figure_not_printed' end
    as reason_code, new as expected, said_new as actual
from wide where said_new is not null
union all by name
select report_no, check_code, '' as member, 'not_in_form' as reason_code
from numbered inner join read_csv(getvariable('seeds') || '/checks.csv', all_varchar = true) as checks
    on not list_contains(string_split(forms, ' '), form_version) where instead_of is null;

create table fct_checks as
select report_id, check_code, member, case when regexp_matches(reason_code, '^closed|^within|^holds|_agrees$') then true
        when regexp_matches(reason_code, '_total$|_bound$|^violated|_differs$') and reason_code <> 'total_not_printed'
            then false end as passed,
    reason_code, expected::decimal(38, 4) as expected, actual::decimal(38, 4) as actual,
    (actual - expected)::decimal(38, 4) as residual, severity,
    case when regexp_matches(reason_code, '^exceeds|^short|^violated|_differs$')
        then if(parse_status = 'ok', 'source', 'unknown') end as responsibility,
    case when regexp_matches(reason_code, '^closed|^within|^holds|_agrees$') then label_zh || ' | ' || label_en
        else label_zh || coalesce('：应为 ' || expected, '') || coalesce('，实为 ' || actual, '') || ' | ' || label_en
            || coalesce(': expected ' || expected, '') || coalesce(', found ' || actual, '') end as detail,
    implied_value::decimal(38, 4) as implied_value, coalesce(cells_reported, 0)::integer as cells_reported,
    coalesce(cells_blank, 0)::integer as cells_blank, coalesce(cells_dash, 0)::integer as cells_dash,
    coalesce(cells_not_readable, 0)::integer as cells_not_readable
from results inner join numbered using (report_no)
inner join (select check_code, severity from read_csv(getvariable('seeds') || '/checks.csv', all_varchar = true)) as checks
    using (check_code)
inner join (select reason_code, label_zh, label_en from read_csv(getvariable('seeds') || '/reasons.csv')) as reasons
    using (reason_code);
