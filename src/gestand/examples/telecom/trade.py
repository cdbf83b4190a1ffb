"""Products, contracts, orders, invoices, payments, and the calls that are billed."""

from datetime import date, timedelta
from decimal import Decimal

from gestand.examples import fakes
from gestand.examples.telecom import texts
from gestand.examples.telecom.people import FATIMA, NAMED
from gestand.examples.world import Life, Row, World, back, full_name


def fill(world: World) -> None:
    _products(world)
    phone_customers: list[Row] = []
    for customer in world.rows["customers"]:
        life = world.lives[customer["id"]]
        if not life.orders:
            continue
        contract = _contract(world, customer, life)
        _orders(world, customer, life)
        if customer["id"] > NAMED and life.ended is None and world.chance(0.45):
            phone_customers.append(contract)
        _invoices(world, customer, life)
    _fatima(world)
    for contract in phone_customers:
        _billed_calls(world, contract)
    _loose_ends(world)


def _products(world: World) -> None:
    for sku, title, kind, active, price in texts.PRODUCTS:
        product = world.add("products", sku=sku, title=title, kind=kind, active=active)
        for age in (9, 4, 1):
            world.rows.setdefault("tariffs", []).append(
                {
                    "product_id": product["id"],
                    "valid_from": date(world.today.year - age, 1, 1),
                    "price_per_month": Decimal(price) - age,
                    "price_per_minute": Decimal("0.12"),
                }
            )


def _contract(world: World, customer: Row, life: Life) -> Row:
    rng, company = world.rng, customer["kind"] == "company"
    contract: Row = {}
    count = 1 if customer["id"] <= NAMED else rng.choice([1, 1, 1, 2])
    for _ in range(count):
        product = rng.choice(world.rows["products"])
        price = next(line[4] for line in texts.PRODUCTS if line[0] == product["sku"])
        # A running customer may have ended one subscription and kept the other.
        ended = life.ended or (world.between(life.started, world.today) if contract and world.chance(0.5) else None)
        contract = world.add(
            "contracts",
            contract_no=f"C{40000 + len(world.rows.get('contracts', [])) * 3}",
            customer_id=customer["id"],
            product_id=product["id"],
            phone_number=fakes.mobile(rng),
            signed_by_name=_signer(world, customer) if company else full_name(customer),
            signed_ip=fakes.ip_address(rng) if world.chance(0.7) else None,
            signed_on=life.started,
            ended_on=ended,
            end_reason=rng.choice(["opgezegd", "verhuisd", "overgestapt"]) if ended else None,
            price_per_month=Decimal(price),
        )
    return contract


def _signer(world: World, company: Row) -> str:
    return full_name(next(row for row in reversed(world.rows["contacts"]) if row["customer_id"] == company["id"]))


def _order(world: World, customer: Row, day: date) -> Row:
    rng = world.rng
    contacts = [row for row in world.rows["contacts"] if row["customer_id"] == customer["id"]]
    order = world.add(
        "orders",
        order_no=f"B{70000 + len(world.rows.get('orders', [])) * 11}",
        customer_id=customer["id"],
        contact_id=rng.choice(contacts)["id"] if contacts else None,
        delivery_address_id=customer["default_address_id"],
        delivery_note=rng.choice(texts.ADDRESS_NOTES) if world.chance(0.3) else None,
        ordered_at=world.at(day),
        status="geleverd",
        total=Decimal(0),
    )
    for line_no in range(1, rng.choice([1, 1, 2, 3]) + 1):
        product = rng.choice(world.rows["products"])
        price = Decimal(rng.randrange(500, 9000)) / 100
        world.rows.setdefault("order_lines", []).append(
            {
                "order_id": order["id"],
                "line_no": line_no,
                "product_id": product["id"],
                "description": product["title"],
                "quantity": 1,
                "ported_number": fakes.mobile(rng) if product["kind"] == "mobile" and world.chance(0.4) else None,
                "price": price,
            }
        )
        order["total"] += price
        if world.chance(0.3):
            mac = ":".join(f"{byte:02X}" for byte in b"\x02" + rng.randbytes(5))  # 02: an address no maker gives out
            world.add(
                "devices",
                order_id=order["id"],
                line_no=line_no,
                model=rng.choice(["VoorbeeldBox 3", "VoorbeeldBox 4", "TV-kastje 2"]),
                serial_no=f"SN{rng.randrange(10**9):09d}{order['id']:05d}{line_no}",
                mac_address=mac,
                returned_on=world.lives[customer["id"]].ended if world.chance(0.8) else None,
            )
    return order


def _orders(world: World, customer: Row, life: Life) -> None:
    if customer["id"] == FATIMA:
        return  # hers are made with her two invoices
    days = [life.started] + [world.between(life.started, life.last_seen) for _ in range(world.rng.choice([0, 0, 1, 1, 2]))]
    for day in sorted(days):
        order = _order(world, customer, day)
        if day == life.started:
            _invoice(world, customer, min(day + timedelta(days=3), world.today), order)


def _invoice(world: World, customer: Row, issued: date, order: Row | None = None, status: str | None = None) -> Row:
    rng, total = world.rng, order["total"] if order else Decimal(world.rng.randrange(900, 9900)) / 100
    home = next(row for row in world.rows["addresses"] if row["customer_id"] == customer["id"])
    age = (world.today - issued).days
    status = status or (
        "open" if age < 21 else rng.choices(["paid", "reminded", "written off"], [96, 2 if age < 900 else 0, 2])[0]
    )
    invoice = world.add(
        "invoices",
        invoice_no=f"F{issued.year}{len(world.rows.get('invoices', [])) + 1:06d}",
        customer_id=customer["id"],
        order_id=order["id"] if order else None,
        billing_name=customer["company_name"] or full_name(customer),
        billing_street=f"{home['street']} {home['house_number']}",
        billing_postal_code=home["postal_code"],
        billing_city=home["city"],
        issued_on=issued,
        due_on=issued + timedelta(days=30),
        status=status,
        vat=(total * 21 / 121).quantize(Decimal("0.01")),
        total=total,
    )
    if status == "paid":
        method = rng.choice(["incasso", "incasso", "overboeking"])
        world.add(
            "payments",
            invoice_id=invoice["id"],
            paid_on=min(issued + timedelta(days=rng.randint(1, 28)), world.today),
            method=method,
            payer_name=invoice["billing_name"],
            payer_iban=customer["iban"],
            amount=total,
            reference=f"{invoice['invoice_no']} {rng.choice(['', '', 'met dank', 'van ' + invoice['billing_name']])}".strip(),
        )
    return invoice


def _invoices(world: World, customer: Row, life: Life) -> None:
    if customer["id"] == FATIMA:
        return
    last = life.ended or world.today
    for _ in range(world.rng.choice([0, 1, 2, 2, 3])):
        day = world.between(max(life.started, back(last, years=3)), last)
        _invoice(world, customer, max(day.replace(day=1), life.started))


def _calls(world: World, contract: Row, first: date, last: date, invoice: Row | None, count: int) -> None:
    rng = world.rng
    for _ in range(count):
        seconds = rng.randrange(5, 3600)
        outgoing = world.chance(0.6)
        other = fakes.mobile(rng)
        world.add(
            "call_detail_records",
            contract_no=contract["contract_no"],
            caller_number=contract["phone_number"] if outgoing else other,
            called_number=other if outgoing else contract["phone_number"],
            started_at=world.at(world.between(first, last), 0, 24),
            seconds=seconds,
            cell_id=f"204-99-{rng.randrange(1000):03d}" if world.chance(0.7) else None,
            cost=(Decimal("0.12") * seconds / 60).quantize(Decimal("0.0001")) if outgoing else Decimal(0),
            invoice_id=invoice["id"] if invoice else None,
        )


def _billed_calls(world: World, contract: Row) -> None:
    """Monthly invoices, each with the calls of the month before; this month's calls have no invoice yet."""
    customer = world.rows["customers"][contract["customer_id"] - 1]
    month = world.today.replace(day=1)
    oldest = 5 if world.chance(0.2) else 3
    for ago in range(oldest - 1, -1, -1):
        issued = back(month, months=ago)
        first = max(back(issued, months=1), contract["signed_on"])
        if first < issued:
            _calls(world, contract, first, issued - timedelta(days=1), _invoice(world, customer, issued), world.rng.randint(2, 5))
    _calls(world, contract, month, world.today, None, world.rng.randint(0, 3))


def _fatima(world: World) -> None:
    """Two orders and two invoices, both in the tax period; her last calls are billed and paid."""
    customer, life = world.rows["customers"][FATIMA - 1], world.lives[FATIMA]
    contract = next(row for row in world.rows["contracts"] if row["customer_id"] == FATIMA)
    first = _order(world, customer, life.started)
    _invoice(world, customer, life.started + timedelta(days=3), first, "paid")
    later = _order(world, customer, back(world.today, months=10))
    ended = back(world.today, months=2)
    last = _invoice(world, customer, ended, later, "paid")
    _calls(world, contract, ended - timedelta(days=25), ended, last, 6)


def _loose_ends(world: World) -> None:
    """What every real database has: old imports without a date, calls of a contract that is gone, a bill still disputed."""
    orders = [row for row in world.rows["orders"] if row["customer_id"] > NAMED]
    for order in orders[5:200:50]:
        order["ordered_at"] = None
    for order in orders[7:200:60]:
        order["customer_id"] = None
    # A clean-up of years ago, by hand, left most birth dates of that time as a year.
    for customer in world.rows["customers"]:
        born, ended = customer["birth_date"], customer["ended_on"]
        if born and ended and ended < back(world.today, years=3) and world.chance(0.8):
            customer["birth_date"] = customer["birth_date"].replace(month=1, day=1)
    lives, long_ago = world.lives, back(world.today, months=10)
    customer = next(
        row
        for row in world.rows["customers"][NAMED:]
        if row["ended_on"] is None and lives[row["id"]].orders and lives[row["id"]].started < long_ago
    )
    contract = next(row for row in world.rows["contracts"] if row["customer_id"] == customer["id"])
    disputed = _invoice(world, customer, back(world.today, months=8), status="reminded")
    _calls(world, contract, back(world.today, months=9), disputed["issued_on"], disputed, 5)
    gone = {**contract, "contract_no": "C19999"}
    _calls(world, gone, back(world.today, months=7), back(world.today, months=1), None, 8)
